"""saved views of the page `/explore`

Revision: e3c8f05a7b24, after c8d40b6e91f5
"""

from alembic import op

revision = "e3c8f05a7b24"
down_revision = "c8d40b6e91f5"
branch_labels = None
depends_on = None

TABLES = ("saved_views", "page_preferences")
PAGES = ("calls", "panel")


def upgrade() -> None:
    allow((*PAGES, "explore"))


def downgrade() -> None:
    """Views of a page that there is no more are of no use."""
    op.execute("DELETE FROM page_preferences WHERE page = 'explore'")
    op.execute("DELETE FROM saved_views WHERE page = 'explore'")
    allow(PAGES)


def allow(pages: tuple[str, ...]) -> None:
    """Checked for new rows at once; for the old ones by the next migration, without keeping writers out."""
    listed = ", ".join(f"'{page}'" for page in pages)
    for table in TABLES:
        op.execute(  # a longer list in the same transaction: no guarantee is lost
            f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT ck_{table}_page"
        )
        op.create_check_constraint(
            op.f(f"ck_{table}_page"), table, f"page IN ({listed})", postgresql_not_valid=True
        )
