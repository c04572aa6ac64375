"""what callers speak of

Revision: b7e20c94d5f1, after 7be2c5a0d914
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b7e20c94d5f1"
down_revision = "7be2c5a0d914"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_reports",
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("content", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_topic_reports_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_topic_reports")),
    )


def downgrade() -> None:
    op.drop_table("topic_reports")
