"""alerts, who muted which, and when was watched last

Revision: e3b81f60a9d2, after 4b9d7e02c6f8
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e3b81f60a9d2"
down_revision = "4b9d7e02c6f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column(
            "evidence",
            postgresql.JSONB(none_as_null=True),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("severity IN ('critical', 'warning')", name=op.f("ck_alerts_severity")),
        sa.CheckConstraint(
            "resolution IN ('recovered', 'quiet', 'switched_off')", name=op.f("ck_alerts_resolution")
        ),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolution IS NULL)", name=op.f("ck_alerts_resolved_somehow")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_alerts_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["users.id"], name=op.f("fk_alerts_acknowledged_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["organization_id", "rule", "subject"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index("ix_alerts_recent", "alerts", ["organization_id", "opened_at", "id"])
    op.create_index(
        "ix_alerts_untold",
        "alerts",
        ["organization_id"],
        postgresql_where=sa.text("told_at IS NULL OR (resolved_at IS NOT NULL AND end_told_at IS NULL)"),
    )
    op.create_table(
        "alert_mutes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("muted_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_alert_mutes_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["muted_by"], ["users.id"], name=op.f("fk_alert_mutes_muted_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("organization_id", "rule", name=op.f("pk_alert_mutes")),
    )
    op.create_table(
        "alert_watches",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("failed", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("days_at", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_alert_watches_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_alert_watches")),
    )


def downgrade() -> None:
    op.drop_table("alert_watches")
    op.drop_table("alert_mutes")
    op.drop_table("alerts")
