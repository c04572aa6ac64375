"""Columns of saved views, and widths of columns

Revision: 5b0e7c92d1f4, after c47e0a95d3b8
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5b0e7c92d1f4"
down_revision = "c47e0a95d3b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kept = postgresql.JSONB(none_as_null=True)
    op.add_column("saved_views", sa.Column("columns", kept, nullable=True))
    op.add_column("saved_views", sa.Column("widths", kept, nullable=True))
    op.add_column("page_preferences", sa.Column("widths", kept, nullable=True))


def downgrade() -> None:
    op.drop_column("page_preferences", "widths")
    op.drop_column("saved_views", "widths")
    op.drop_column("saved_views", "columns")
