"""events of recordings: check the old rows, too

Revision: 9a4e1f60c7d3, after 5d1c7be0a211
"""

from alembic import op

revision = "9a4e1f60c7d3"
down_revision = "5d1c7be0a211"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE real_time_events VALIDATE CONSTRAINT ck_real_time_events_event_type")


def downgrade() -> None:
    """A constraint that has been checked stays so."""
