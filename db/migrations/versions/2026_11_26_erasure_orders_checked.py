"""erasures: check the old ones, too, and find those that go on

Revision: e81c4d7f20ab, after b3e90f6a1c47
"""

import sqlalchemy as sa
from alembic import op

revision = "e81c4d7f20ab"
down_revision = "b3e90f6a1c47"
branch_labels = None
depends_on = None

OPEN = "ix_erasures_open"


def upgrade() -> None:
    for name in ("state", "forgets_whose"):
        op.execute(f"ALTER TABLE erasures VALIDATE CONSTRAINT ck_erasures_{name}")
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            OPEN,
            "erasures",
            ["touched_at"],
            postgresql_concurrently=True,
            if_not_exists=True,
            postgresql_where=sa.text("state <> 'done'"),
        )


def downgrade() -> None:
    """A constraint that has been checked stays so."""
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    op.drop_index(OPEN, table_name="erasures", postgresql_concurrently=True, if_exists=True)
