"""the number that was called of the calls that are there already: apart, because it takes a while and must lock no table

Revision: c60f2ab8157d, after 91c4e7d20b6f
"""

from alembic import op

revision = "c60f2ab8157d"
down_revision = "91c4e7d20b6f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE call_facts f SET called_number = c.called_number FROM conversations c"
        " WHERE c.id = f.conversation_id AND c.called_number IS DISTINCT FROM f.called_number"
    )


def downgrade() -> None:
    """Nothing: the column goes with the migration before."""
