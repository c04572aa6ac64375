"""Costs of days, summed up by line: what the page of costs reads

Revision: 6d2f81b0c9ea, after c1e7a94d3b58
"""

import sqlalchemy as sa
from alembic import op

revision = "6d2f81b0c9ea"
down_revision = "c1e7a94d3b58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cost_days",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_days")),
    )
    op.create_index("ix_cost_days_day", "cost_days", ["organization_id", "day"])
    op.add_column("call_days", sa.Column("costs_version", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("call_days", "costs_version")
    op.drop_table("cost_days")
