"""orders about all calls that filters select

Revision: c05a7be3f214, after 91d6b0f4c2e8
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c05a7be3f214"
down_revision = "91d6b0f4c2e8"
branch_labels = None
depends_on = None

NOW, ZERO = sa.text("now()"), sa.text("0")
OPEN = sa.text("state IN ('waiting', 'running')")


def upgrade() -> None:
    op.create_table(
        "bulk_orders",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("user_id", sa.UUID(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("wanted", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), server_default=ZERO, nullable=False),
        sa.Column("done", sa.Integer(), server_default=ZERO, nullable=False),
        sa.Column(
            "refused",
            postgresql.JSONB(none_as_null=True),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("last_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_id", sa.UUID(), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "action IN ('tag', 'untag', 'check', 'uncheck', 'analyse')", name=op.f("ck_bulk_orders_action")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'stopped', 'failed')", name=op.f("ck_bulk_orders_state")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_bulk_orders_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_bulk_orders_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_orders")),
    )
    op.create_index("ix_bulk_orders_recent", "bulk_orders", ["organization_id", "user_id", "created_at"])
    op.create_index("ix_bulk_orders_open", "bulk_orders", ["touched_at"], postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("bulk_orders")
