"""how often, when and by whom callers were rung back in vain

Revision: 4e9a1c73d0b8, after e41c7a9d3b58
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "4e9a1c73d0b8"
down_revision = "e41c7a9d3b58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tries = sa.Column(
        "tries", postgresql.JSONB(none_as_null=True), server_default=sa.text("'[]'"), nullable=False
    )
    op.add_column("follow_ups", tries)


def downgrade() -> None:
    op.drop_column("follow_ups", "tries")
