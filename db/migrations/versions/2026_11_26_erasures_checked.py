"""erasures: check the old events, too, and find what a call that goes has closed

Revision: 91d6b0f4c2e8, after 3e7c5d10a9b2
"""

from alembic import op

revision = "91d6b0f4c2e8"
down_revision = "3e7c5d10a9b2"
branch_labels = None
depends_on = None

CLOSED_BY = "ix_follow_ups_closed_by_conversation_id"


def upgrade() -> None:
    op.execute("ALTER TABLE real_time_events VALIDATE CONSTRAINT ck_real_time_events_event_type")
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            CLOSED_BY,
            "follow_ups",
            ["closed_by_conversation_id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    """A constraint that has been checked stays so."""
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    op.drop_index(CLOSED_BY, table_name="follow_ups", postgresql_concurrently=True, if_exists=True)
