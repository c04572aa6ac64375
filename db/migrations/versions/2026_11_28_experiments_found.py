"""experiments: what was counted when they ended, so that no page counts it again

Revision: b7e2d94a06f1, after c60f2ab8157d
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b7e2d94a06f1"
down_revision = "c60f2ab8157d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("experiments", sa.Column("found", postgresql.JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("experiments", "found")
