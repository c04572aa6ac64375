"""erasures that the workers carry out: how far one is, and whose data go while it goes on

Revision: b3e90f6a1c47, after 7ac41e93d05b
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b3e90f6a1c47"
down_revision = "7ac41e93d05b"
branch_labels = None
depends_on = None

ZERO = sa.text("0")
CHECKS = {
    "state": "state IN ('waiting', 'running', 'done')",
    "forgets_whose": "(state = 'done') = (wanted IS NULL)",
}
ADDED = ("state", "wanted", "total", "running", "trouble", "touched_at")


def upgrade() -> None:
    op.add_column("erasures", sa.Column("state", sa.Text(), server_default=sa.text("'done'"), nullable=False))
    op.add_column("erasures", sa.Column("wanted", postgresql.JSONB(none_as_null=True), nullable=True))
    for name in ("total", "running"):
        op.add_column("erasures", sa.Column(name, sa.Integer(), server_default=ZERO, nullable=False))
    op.add_column("erasures", sa.Column("trouble", sa.Text(), nullable=True))
    op.add_column(
        "erasures",
        sa.Column("touched_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    for name, rule in CHECKS.items():
        op.execute(f"ALTER TABLE erasures ADD CONSTRAINT ck_erasures_{name} CHECK ({rule}) NOT VALID")


def downgrade() -> None:
    """Erasures that go on are forgotten: ask for them again."""
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_erasures_{name}"), "erasures", type_="check")
    for name in reversed(ADDED):
        op.drop_column("erasures", name)
