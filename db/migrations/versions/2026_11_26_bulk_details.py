"""orders about many calls: follow-ups, too, and how they are to be done

Revision: 5f2d8b60c9e1, after e81c4d7f20ab
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5f2d8b60c9e1"
down_revision = "e81c4d7f20ab"
branch_labels = None
depends_on = None

ACTIONS = "'tag', 'untag', 'check', 'uncheck', 'analyse'"


def upgrade() -> None:
    op.add_column(
        "bulk_orders",
        sa.Column(
            "details",
            postgresql.JSONB(none_as_null=True),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
    )
    allow(f"{ACTIONS}, 'follow_up'")


def downgrade() -> None:
    """What the version before does not know is forgotten: it would fail at it over and over."""
    op.execute("DELETE FROM bulk_orders WHERE action = 'follow_up'")
    allow(ACTIONS)
    op.drop_column("bulk_orders", "details")


def allow(actions: str) -> None:
    """The old rows are checked by the next migration: no writer waits for it."""
    op.execute(  # a list in its place in the same transaction: no guarantee is lost
        "-- squawk-ignore ban-drop-constraint\nALTER TABLE bulk_orders DROP CONSTRAINT ck_bulk_orders_action"
    )
    op.execute(
        f"ALTER TABLE bulk_orders ADD CONSTRAINT ck_bulk_orders_action CHECK (action IN ({actions})) NOT VALID"
    )
