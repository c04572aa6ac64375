"""events of measurements: check the old rows, too

Revision: e21b90c4a7f6, after 3c7f02d9b8e4
"""

from alembic import op

revision = "e21b90c4a7f6"
down_revision = "3c7f02d9b8e4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE real_time_events VALIDATE CONSTRAINT ck_real_time_events_event_type")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
