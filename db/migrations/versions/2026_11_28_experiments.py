"""experiments: another agent for a share of the callers, and the calls that took part

Revision: f18a6c3d9e52, after c3f7d15e80ab
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f18a6c3d9e52"
down_revision = "c3f7d15e80ab"
branch_labels = None
depends_on = None

NOW, NEW_ID = sa.text("now()"), sa.text("gen_random_uuid()")


def upgrade() -> None:
    experiments()
    op.create_index(
        "uq_experiments_open",
        "experiments",
        ["organization_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.create_index("ix_experiments_recent", "experiments", ["organization_id", "started_at"])
    op.create_index("ix_experiments_other_agent", "experiments", ["other_agent"])
    calls()
    op.create_index("ix_experiment_calls_side", "experiment_calls", ["experiment_id", "side"])
    op.create_index("ix_experiment_calls_organization_id", "experiment_calls", ["organization_id"])


def experiments() -> None:
    op.create_table(
        "experiments",
        sa.Column("id", sa.UUID(), server_default=NEW_ID, nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("usual_agent", sa.Text(), nullable=False),
        sa.Column("other_agent", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("smallest_difference", sa.Float(53), nullable=False),
        sa.Column("rate_before", sa.Float(53), nullable=True),
        sa.Column("planned_usual", sa.Integer(), nullable=False),
        sa.Column("planned_other", sa.Integer(), nullable=False),
        sa.Column("seed", sa.UUID(), server_default=NEW_ID, nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'running'"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("running_since", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_for", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_cause", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('running', 'paused', 'ended')", name=op.f("ck_experiments_status")),
        sa.CheckConstraint(
            "end_cause IN ('complete', 'stopped', 'due')", name=op.f("ck_experiments_end_cause")
        ),
        sa.CheckConstraint(
            "(status = 'ended') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (end_cause IS NULL)",
            name=op.f("ck_experiments_ended_when_over"),
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_experiments_name")),
        sa.CheckConstraint("share_percent BETWEEN 5 AND 50", name=op.f("ck_experiments_share")),
        sa.CheckConstraint("usual_agent <> other_agent", name=op.f("ck_experiments_two_agents")),
        sa.CheckConstraint(
            "smallest_difference > 0 AND smallest_difference < 1", name=op.f("ck_experiments_difference")
        ),
        sa.CheckConstraint("planned_usual > 0 AND planned_other > 0", name=op.f("ck_experiments_planned")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_experiments_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
    )


def calls() -> None:
    op.create_table(
        "experiment_calls",
        sa.Column("conversation_id", sa.UUID(), nullable=False),
        sa.Column("experiment_id", sa.UUID(), nullable=False),
        sa.Column("organization_id", sa.UUID(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.CheckConstraint("side IN ('a', 'b')", name=op.f("ck_experiment_calls_side")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_experiment_calls_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_experiment_calls_experiment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_experiment_calls_organization_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_experiment_calls")),
    )


def downgrade() -> None:
    op.drop_table("experiment_calls")
    op.drop_table("experiments")
