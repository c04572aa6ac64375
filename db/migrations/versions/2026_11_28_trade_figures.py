"""own alert rules, experiments: what a key figure of a line of business counted when it was chosen

Revision: e41c7a9d3b58, after b7e2d94a06f1
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e41c7a9d3b58"
down_revision = "b7e2d94a06f1"
branch_labels = None
depends_on = None

TABLES = ("own_alert_rules", "experiments")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("parts", postgresql.JSONB(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "parts")
