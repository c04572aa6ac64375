"""callers who withheld their number are not one caller: what networks send instead was kept as if it were a number

Revision: 7be2c5a0d914, after f18a6c3d9e52
"""

from alembic import op

revision = "7be2c5a0d914"
down_revision = "f18a6c3d9e52"
branch_labels = None
depends_on = None

WITHHELD = "('+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253', '+464')"
CHANGES = (
    "DELETE FROM call_facts",
    "UPDATE conversations SET phone_number = 'anonymous'",
    "UPDATE follow_ups SET phone_number = NULL",
)


def upgrade() -> None:
    """Facts that are missing are derived again by the release that migrates (`db.release`)."""
    for change in CHANGES:
        op.execute(f"{change} WHERE phone_number IN {WITHHELD}")


def downgrade() -> None:
    """Nothing: which of these numbers it was says nothing."""
