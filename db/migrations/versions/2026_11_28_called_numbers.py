"""the organization's number that was called, beside the other facts of a call: filters ask for it

Revision: 91c4e7d20b6f, after b7e20c94d5f1
"""

import sqlalchemy as sa
from alembic import op

revision = "91c4e7d20b6f"
down_revision = "b7e20c94d5f1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call_facts", sa.Column("called_number", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("call_facts", "called_number")
