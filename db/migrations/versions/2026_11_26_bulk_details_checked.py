"""orders about many calls: check the old ones, too

Revision: c1e7a94d3b58, after 5f2d8b60c9e1
"""

from alembic import op

revision = "c1e7a94d3b58"
down_revision = "5f2d8b60c9e1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE bulk_orders VALIDATE CONSTRAINT ck_bulk_orders_action")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
