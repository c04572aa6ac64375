"""calls whose words were kept long enough: check the old rows, too, and find those whose time is over

Revision: c8d40b6e91f5, after 5e21c7a9d034
"""

import sqlalchemy as sa
from alembic import op

revision = "c8d40b6e91f5"
down_revision = "5e21c7a9d034"
branch_labels = None
depends_on = None

WITH_WORDS = "ix_conversations_with_words"


def upgrade() -> None:
    op.execute("ALTER TABLE conversations VALIDATE CONSTRAINT ck_conversations_erased_after_days")
    op.execute("ALTER TABLE erasures VALIDATE CONSTRAINT ck_erasures_scope")
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            WITH_WORDS,
            "conversations",
            ["organization_id", "started_at"],
            postgresql_where=sa.text("words_erased_at IS NULL AND ended_at IS NOT NULL"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    """A constraint that has been checked stays so."""
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    op.drop_index(WITH_WORDS, table_name="conversations", postgresql_concurrently=True, if_exists=True)
