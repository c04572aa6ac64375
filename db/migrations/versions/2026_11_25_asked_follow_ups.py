"""kinds of follow-ups: check the old rows, too

Revision: 8c5f1a2e4b90, after 6a3d9e0b7f25
"""

from alembic import op

revision = "8c5f1a2e4b90"
down_revision = "6a3d9e0b7f25"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE follow_ups VALIDATE CONSTRAINT ck_follow_ups_kind")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
