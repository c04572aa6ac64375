"""alerts that end because their rule was changed: check the old rows, too

Revision: a90c47e2d61b, after 5d83b1f09ce4
"""

from alembic import op

revision = "a90c47e2d61b"
down_revision = "5d83b1f09ce4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE alerts VALIDATE CONSTRAINT ck_alerts_resolution")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
