"""analyses: the prompt and the model that somebody chose

Revision: 4f9c2b7d61ae, after 7d4a1f0e6b93
"""

import sqlalchemy as sa
from alembic import op

revision = "4f9c2b7d61ae"
down_revision = "7d4a1f0e6b93"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Without a default: no row is written anew."""
    op.add_column("conversation_analysis", sa.Column("wanted_prompt", sa.Text(), nullable=True))
    op.add_column("conversation_analysis", sa.Column("wanted_model", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation_analysis", "wanted_model")
    op.drop_column("conversation_analysis", "wanted_prompt")
