"""events that only open pages need, and those of no call: found without reading all others

Revision: e4b16d93a70f, after 0d5b7e93a1c4
"""

import sqlalchemy as sa
from alembic import op

revision = "e4b16d93a70f"
down_revision = "0d5b7e93a1c4"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_real_time_events_passing": (
        ["id"],
        "event_type IN ('turn.added', 'turn.amended', 'metrics.changed')",
    ),
    "ix_real_time_events_of_no_call": (["organization_id", "event_type"], "conversation_id IS NULL"),
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        for name, (columns, condition) in INDEXES.items():
            op.create_index(
                name,
                "real_time_events",
                columns,
                postgresql_where=sa.text(condition),
                postgresql_concurrently=True,
                if_not_exists=True,
            )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="real_time_events", postgresql_concurrently=True, if_exists=True)
