"""endpoints that are the incoming webhook of a chat, which gets alerts in words

Revision: c3f7d15e80ab, after e4b16d93a70f
"""

import sqlalchemy as sa
from alembic import op

revision = "c3f7d15e80ab"
down_revision = "e4b16d93a70f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "webhook_endpoints",
        sa.Column("is_chat", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.execute("DELETE FROM webhook_endpoints WHERE is_chat")
    op.drop_column("webhook_endpoints", "is_chat")
