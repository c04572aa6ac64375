"""Modes of calls: check the old rows, too, and find the few native ones

Revision: 8e15c3f7a960, after 4b7d92e0c5a8
"""

import sqlalchemy as sa
from alembic import op

revision = "8e15c3f7a960"
down_revision = "4b7d92e0c5a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE conversations VALIDATE CONSTRAINT ck_conversations_mode")
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            "ix_conversations_native",
            "conversations",
            ["started_at"],
            postgresql_where=sa.text("mode = 'native'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    """A constraint that has been checked stays so."""
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    op.drop_index(
        "ix_conversations_native",
        table_name="conversations",
        postgresql_concurrently=True,
        if_exists=True,
    )
