"""outgoing webhooks: endpoints, deliveries, and how far the outbox was read

Revision: 4b9d7e02c6f8, after a7c0e52f94d1
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "4b9d7e02c6f8"
down_revision = "a7c0e52f94d1"
branch_labels = None
depends_on = None

NOW, RANDOM = sa.text("now()"), sa.text("gen_random_uuid()")


def upgrade() -> None:
    op.create_table(
        "webhook_cursor",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_webhook_cursor_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_cursor")),
    )
    create_endpoints()
    create_deliveries()


def create_endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.UUID(), server_default=RANDOM, nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("event_types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("with_words", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_masked", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_why", sa.Text(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_success_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "disabled_why IN ('person', 'gone', 'failing', 'secret')",
            name=op.f("ck_webhook_endpoints_disabled_why"),
        ),
        sa.CheckConstraint(
            "(disabled_at IS NULL) = (disabled_why IS NULL)", name=op.f("ck_webhook_endpoints_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_webhook_endpoints_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(
        "ix_webhook_endpoints_organization", "webhook_endpoints", ["organization_id", "created_at"]
    )


def create_deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.UUID(), server_default=RANDOM, nullable=False),
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("conversation_id", sa.UUID(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("response_status", sa.SmallInteger(), nullable=True),
        sa.Column("response_body", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'delivered', 'failed', 'given_up')",
            name=op.f("ck_webhook_deliveries_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('pending', 'failed')) = (next_attempt_at IS NOT NULL)",
            name=op.f("ck_webhook_deliveries_goes_on"),
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_webhook_deliveries_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_webhook_deliveries_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    table = "webhook_deliveries"
    op.create_index("uq_webhook_deliveries_event", table, ["endpoint_id", "event_id"], unique=True)
    op.create_index("ix_webhook_deliveries_log", table, ["endpoint_id", "created_at", "id"])
    op.create_index("ix_webhook_deliveries_call", table, ["conversation_id"])
    is_due = sa.text("next_attempt_at IS NOT NULL")
    op.create_index("ix_webhook_deliveries_due", table, ["next_attempt_at"], postgresql_where=is_due)


def downgrade() -> None:
    for table in ("webhook_deliveries", "webhook_endpoints", "webhook_cursor"):
        op.drop_table(table)
