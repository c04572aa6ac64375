"""follow-ups

Revision: 5b1d7c2e9a40, after 8c29c5d82506
"""

import sqlalchemy as sa
from alembic import op

revision = "5b1d7c2e9a40"
down_revision = "8c29c5d82506"
branch_labels = None
depends_on = None

KINDS = "kind IN ('urgent', 'complaint', 'callback', 'missed', 'abandoned', 'unresolved')"
STATES = "state IN ('open', 'done', 'dismissed', 'served', 'superseded', 'withdrawn')"


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("conversation_id", sa.UUID(), nullable=False),
        sa.Column("phone_number", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("assigned_to", sa.UUID(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        sa.Column("closed_by_conversation_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_follow_ups_kind")),
        sa.CheckConstraint(STATES, name=op.f("ck_follow_ups_state")),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL)", name=op.f("ck_follow_ups_closed_when_not_open")
        ),
        sa.CheckConstraint("rank BETWEEN 0 AND 9", name=op.f("ck_follow_ups_rank")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_follow_ups_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_follow_ups_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["users.id"], name=op.f("fk_follow_ups_assigned_to"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["users.id"], name=op.f("fk_follow_ups_closed_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_conversation_id"],
            ["conversations.id"],
            name=op.f("fk_follow_ups_closed_by_conversation_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_follow_ups_conversation_id")),
    )
    op.create_index(
        "ix_follow_ups_open",
        "follow_ups",
        ["organization_id", "rank", "due_at"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_follow_ups_closed",
        "follow_ups",
        ["organization_id", "closed_at"],
        postgresql_where=sa.text("state <> 'open'"),
    )
    op.create_index(
        "ix_follow_ups_phone_number",
        "follow_ups",
        ["phone_number"],
        postgresql_where=sa.text("state = 'open'"),
    )


def downgrade() -> None:
    op.drop_table("follow_ups")
