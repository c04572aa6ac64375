"""saved views of the page `/explore`: check the old rows, too

Revision: a61d9c4be832, after e3c8f05a7b24
"""

from alembic import op

revision = "a61d9c4be832"
down_revision = "e3c8f05a7b24"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE saved_views VALIDATE CONSTRAINT ck_saved_views_page")
    op.execute("ALTER TABLE page_preferences VALIDATE CONSTRAINT ck_page_preferences_page")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
