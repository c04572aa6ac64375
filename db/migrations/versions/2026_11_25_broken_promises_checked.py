"""follow-ups of promises: check the old rows, too

Revision: c47e0a95d3b8, after 6a3d8f1b92c4
"""

from alembic import op

revision = "c47e0a95d3b8"
down_revision = "6a3d8f1b92c4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE follow_ups VALIDATE CONSTRAINT ck_follow_ups_kind")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
