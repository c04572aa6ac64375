"""Facts of the sound, of tools and of agent versions; versions of days

Revision: 4f6b2d81c9e5, after 8e15c3f7a960
"""

import sqlalchemy as sa
from alembic import op

revision = "4f6b2d81c9e5"
down_revision = "8e15c3f7a960"
branch_labels = None
depends_on = None

NEW = (
    ("agent_version", sa.Text()),
    ("abandon_reason", sa.Text()),
    ("funnel_step", sa.SmallInteger()),
    ("tools_worked", sa.Boolean()),
)
OF_SINGLE_CALLS = (
    ("slow_gap_ms", sa.Integer()),
    ("quiet_percent", sa.SmallInteger()),
    ("agent_quiet_percent", sa.SmallInteger()),
)
# What the new columns of calls that are there already would be, were they derived now; the tools' are new with this version.
FILL = """
UPDATE call_facts f SET abandon_reason = r.results->'abandonment'->>'reason',
    funnel_step = CASE WHEN jsonb_typeof(r.results->'funnel') = 'array' THEN (
        SELECT coalesce(max(place), 0) FROM jsonb_array_elements(r.results->'funnel') WITH ORDINALITY AS step(value, place)
        WHERE (value->>'reached')::boolean) END
FROM conversation_analysis r WHERE r.conversation_id = f.conversation_id AND r.analysis_type = 'programmatic'
"""
FILL_TOOLS = """
UPDATE call_facts f SET tools_worked = NOT EXISTS (
    SELECT 1 FROM jsonb_each(c.facts) used
    WHERE used.key = ANY(ARRAY['book_appointment', 'send_sms_link', 'transfer_to_human', 'transfer'])
    AND used.value->>'is_error' = 'true')
FROM conversations c WHERE c.id = f.conversation_id
AND jsonb_exists_any(c.facts, ARRAY['book_appointment', 'send_sms_link', 'transfer_to_human', 'transfer'])
"""
FILL_GAPS = """
UPDATE call_facts f SET slow_gap_ms = round(said.gap, -1) FROM (
    SELECT conversation_id, percentile_disc(0.95) WITHIN GROUP (ORDER BY gap) AS gap FROM (
        SELECT conversation_id, CASE WHEN role = 'agent' AND lag(role) OVER turn = 'user'
            THEN started_ms - lag(ended_ms) OVER turn END AS gap
        FROM turns WINDOW turn AS (PARTITION BY conversation_id ORDER BY position)
    ) heard WHERE gap BETWEEN 0 AND 60000 GROUP BY conversation_id
) said WHERE said.conversation_id = f.conversation_id
"""
FILL_SOUND = """
UPDATE call_facts f SET heard_gap_ms = coalesce(s.heard_gap_p50_ms, f.heard_gap_ms),
    slow_gap_ms = coalesce(s.heard_gap_p95_ms, f.slow_gap_ms),
    quiet_percent = CASE WHEN s.duration_ms > 0 THEN least(100, round(100.0 * (s.silence_agent_ms + s.silence_hold_ms
        + s.silence_caller_ms + s.silence_bridge_ms) / s.duration_ms)) END,
    agent_quiet_percent = CASE WHEN s.duration_ms > 0
        THEN least(100, round(100.0 * (s.silence_agent_ms + s.silence_hold_ms) / s.duration_ms)) END
FROM sound_measurements s WHERE s.conversation_id = f.conversation_id
"""


def upgrade() -> None:
    for name, kind in (*NEW, *OF_SINGLE_CALLS):
        op.add_column("call_facts", sa.Column(name, kind, nullable=True))
    for name, kind in NEW:
        op.add_column("call_cells", sa.Column(name, kind, nullable=True))
    for statement in (FILL, FILL_TOOLS, FILL_GAPS, FILL_SOUND, "UPDATE call_months SET is_stale = true"):
        op.execute(statement)
    op.create_table(
        "call_days",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "day", name=op.f("pk_call_days")),
    )
    op.execute(
        "INSERT INTO call_days (organization_id, day) SELECT DISTINCT organization_id, day FROM call_facts"
    )
    op.create_table(
        "agent_versions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("first_call_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_agent_versions_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "version", name=op.f("pk_agent_versions")),
    )


def downgrade() -> None:
    op.drop_table("agent_versions")
    op.drop_table("call_days")
    for name, _ in NEW:
        op.drop_column("call_cells", name)
    for name, _ in (*NEW, *OF_SINGLE_CALLS):
        op.drop_column("call_facts", name)
