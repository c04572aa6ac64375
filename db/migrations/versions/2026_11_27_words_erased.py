"""calls whose words were kept long enough: when they went, and after how many days

Revision: 5e21c7a9d034, after d7a2e94f1c60
"""

import sqlalchemy as sa
from alembic import op

revision = "5e21c7a9d034"
down_revision = "d7a2e94f1c60"
branch_labels = None
depends_on = None

SCOPES = ("caller", "call")
DAYS = "(words_erased_at IS NULL) = (words_kept_days IS NULL)"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("words_erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("words_kept_days", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_conversations_erased_after_days"), "conversations", DAYS, postgresql_not_valid=True
    )
    allow((*SCOPES, "old"))


def downgrade() -> None:
    """The words are gone; that it was their time is forgotten."""
    op.execute("UPDATE erasures SET scope = 'call' WHERE scope = 'old'")
    allow(SCOPES)
    op.drop_constraint(op.f("ck_conversations_erased_after_days"), "conversations", type_="check")
    op.drop_column("conversations", "words_kept_days")
    op.drop_column("conversations", "words_erased_at")


def allow(names: tuple[str, ...]) -> None:
    """Checked for new rows at once; for the old ones by the next migration, without keeping writers out."""
    op.execute(  # a longer list in the same transaction: no guarantee is lost
        "-- squawk-ignore ban-drop-constraint\nALTER TABLE erasures DROP CONSTRAINT ck_erasures_scope"
    )
    listed = ", ".join(f"'{name}'" for name in names)
    op.create_check_constraint(
        op.f("ck_erasures_scope"), "erasures", f"scope IN ({listed})", postgresql_not_valid=True
    )
