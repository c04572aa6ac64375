"""calls whose agent could not be reached were not answered by it: their facts are derived again

Revision: 3c8e51f7ad26, after 4e9a1c73d0b8
"""

from alembic import op

revision = "3c8e51f7ad26"
down_revision = "4e9a1c73d0b8"
branch_labels = None
depends_on = None

DERIVE_AGAIN = """
    DELETE FROM call_facts f USING conversations c
    WHERE c.id = f.conversation_id AND c.words_erased_at IS NULL AND c.elevenlabs_conversation_id IS NULL
    AND (c.end_reason = 'agent_unreachable' OR c.facts->>'forward_reason' = 'agent_unreachable')
"""


def upgrade() -> None:
    """Facts that are missing are derived again by the release that migrates (`db.release`); those of calls without words are final."""
    op.execute(DERIVE_AGAIN)


def downgrade() -> None:
    op.execute(DERIVE_AGAIN)
