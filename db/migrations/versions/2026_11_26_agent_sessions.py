"""Conversations: the provider's id of an agent's session finds them, and need not be unique

Revision: c41f7a90d6b3, after e3b81f60a9d2
"""

from alembic import op

revision = "c41f7a90d6b3"
down_revision = "e3b81f60a9d2"
branch_labels = None
depends_on = None

TABLE, COLUMN = "conversations", "elevenlabs_conversation_id"
INDEX, UNIQUE = "ix_conversations_elevenlabs_conversation_id", "uq_conversations_elevenlabs_conversation_id"
# Each session's id is also among the facts of its call.
KEEP_THE_OLDEST = """
UPDATE conversations SET elevenlabs_conversation_id = NULL WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (PARTITION BY elevenlabs_conversation_id ORDER BY started_at, id) AS place
    FROM conversations WHERE elevenlabs_conversation_id IS NOT NULL
  ) AS placed WHERE place > 1
)
"""


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop(INDEX)  # what an attempt that failed has left is invalid
        op.create_index(INDEX, TABLE, [COLUMN], postgresql_concurrently=True, if_not_exists=True)
    op.execute(
        f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {UNIQUE}"
    )


def downgrade() -> None:
    op.execute(KEEP_THE_OLDEST)
    with op.get_context().autocommit_block():
        drop(UNIQUE)
        op.create_index(
            UNIQUE, TABLE, [COLUMN], unique=True, postgresql_concurrently=True, if_not_exists=True
        )
    op.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {UNIQUE} UNIQUE USING INDEX {UNIQUE}")
    with op.get_context().autocommit_block():
        drop(INDEX)


def drop(index: str) -> None:
    op.drop_index(index, table_name=TABLE, postgresql_concurrently=True, if_exists=True)
