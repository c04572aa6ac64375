"""boards of charts

Revision: 0d5b7e93a1c4, after a90c47e2d61b
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0d5b7e93a1c4"
down_revision = "a90c47e2d61b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_boards_name")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_boards_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_boards_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_boards_name")),
    )
    op.create_index("ix_boards_organization_id", "boards", ["organization_id"])
    op.create_table(
        "board_charts",
        sa.Column("id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("board_id", sa.UUID(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("filters", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("is_wide", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name=op.f("fk_board_charts_board_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_board_charts_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_charts")),
    )
    op.create_index("ix_board_charts_organization_id", "board_charts", ["organization_id"])
    op.create_index("ix_board_charts_board_id", "board_charts", ["board_id", "place"])


def downgrade() -> None:
    op.drop_table("board_charts")
    op.drop_table("boards")
