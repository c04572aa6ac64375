"""Facts: find the dearest calls of a long period without reading all

Revision: a7c0e52f94d1, after 6d2f81b0c9ea
"""

import sqlalchemy as sa
from alembic import op

revision = "a7c0e52f94d1"
down_revision = "6d2f81b0c9ea"
branch_labels = None
depends_on = None

NAME = "ix_call_facts_cost"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            NAME,
            "call_facts",
            ["organization_id", sa.text("cost_eur DESC")],
            postgresql_where=sa.text("cost_eur IS NOT NULL"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    op.drop_index(NAME, table_name="call_facts", postgresql_concurrently=True, if_exists=True)
