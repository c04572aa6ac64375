"""find recordings by when they were stored: the clock looks every minute for those that were not measured

Revision: 72f0b8d35ea9, after a61d9c4be832
"""

import sqlalchemy as sa
from alembic import op

revision = "72f0b8d35ea9"
down_revision = "a61d9c4be832"
branch_labels = None
depends_on = None

STORED = "ix_recordings_stored"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            STORED,
            "recordings",
            ["stored_at"],
            postgresql_where=sa.text("status = 'stored'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    op.drop_index(STORED, table_name="recordings", postgresql_concurrently=True, if_exists=True)
