"""Modes of calls: whose process carries the sound

Revision: 4b7d92e0c5a8, after 4f9c2b7d61ae
"""

import sqlalchemy as sa
from alembic import op

revision = "4b7d92e0c5a8"
down_revision = "4f9c2b7d61ae"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conversations", sa.Column("mode", sa.Text(), server_default=sa.text("'bridge'"), nullable=False)
    )
    op.execute(
        "ALTER TABLE conversations ADD CONSTRAINT ck_conversations_mode CHECK (mode IN ('bridge', 'native')) NOT VALID"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE conversations DROP CONSTRAINT ck_conversations_mode")
    op.drop_column("conversations", "mode")
