"""Readings: find those that failed lately, and a fair sample of a model's, without reading all

Revision: d90b3f6c1e72, after 5b0e7c92d1f4
"""

import sqlalchemy as sa
from alembic import op

revision = "d90b3f6c1e72"
down_revision = "5b0e7c92d1f4"
branch_labels = None
depends_on = None

TABLE = "conversation_analysis"
FAILED, SAMPLE = "ix_conversation_analysis_failed", "ix_conversation_analysis_sample"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop()  # what an attempt that failed has left is invalid
        op.create_index(
            FAILED,
            TABLE,
            ["finished_at"],
            postgresql_where=sa.text("status = 'failed'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.create_index(
            SAMPLE,
            TABLE,
            [sa.text("md5(CAST(id AS text))")],
            postgresql_where=sa.text("analysis_type = 'ai' AND status = 'completed'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    for name in (FAILED, SAMPLE):
        op.drop_index(name, table_name=TABLE, postgresql_concurrently=True, if_exists=True)
