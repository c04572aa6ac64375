"""events of annotations: check the old rows, too

Revision: b2c60f8e4d17, after 7e3a94c1d5f2
"""

from alembic import op

revision = "b2c60f8e4d17"
down_revision = "7e3a94c1d5f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE real_time_events VALIDATE CONSTRAINT ck_real_time_events_event_type")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
