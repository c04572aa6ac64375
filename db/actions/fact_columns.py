"""The SELECT that derives every column of `call_facts` from the call, its turns, its analysis by rules and its ledger."""

SERVICE_SECONDS = 20
EARLY_SECONDS = 10
NOTICE_SECONDS = 20
REPEAT_DAYS = 7
MAX_GAP_MS = 60_000  # after a longer silence, a turn is no response to the one before

# Facts of a call: what is known of calls of its number whose own number is gone (`db.actions.word_removal`).
WAS_REPEAT, DID_CALL_AGAIN = "was_repeat", "did_call_again"
WITH_WORDS = "(SELECT * FROM conversations WHERE words_erased_at IS NULL)"  # of the others, nothing is derived any more

KNOWN_NUMBER = "'^\\+[0-9]{6,}$'"
ANOTHER_CALL = """SELECT 1 FROM conversations other {join}
        WHERE c.phone_number ~ {known} AND other.organization_id = c.organization_id
        AND other.phone_number = c.phone_number AND other.id <> c.id
        AND other.direction = 'inbound' AND NOT other.is_test AND {when}"""
RANG_BEFORE = ANOTHER_CALL.format(
    join="",
    known=KNOWN_NUMBER,
    when=f"other.started_at <= c.started_at AND other.started_at > c.started_at - interval '{REPEAT_DAYS} days'",
)
RANG_AGAIN = ANOTHER_CALL.format(
    join="JOIN conversation_analysis theirs ON theirs.conversation_id = other.id"
    " AND theirs.analysis_type = 'programmatic'",
    known=KNOWN_NUMBER,
    when="theirs.results->'intent'->>'value' = rules.intent->>'value' AND other.started_at > c.started_at"
    f" AND other.started_at <= c.started_at + interval '{REPEAT_DAYS} days'",
)
HEARD = (
    "EXISTS (SELECT FROM jsonb_array_elements(rules.notices) notice WHERE notice->>'kind' = '{kind}'"
    " AND (notice->>'heard')::boolean"
    f" AND coalesce((notice->>'heard_ms')::numeric, 0) <= {NOTICE_SECONDS * 1000})"
)
MEASURED = "jsonb_typeof(rules.talk->'ratio') = 'number' AND rules.talk->>'estimated' = 'false'"
QUIET = "CASE WHEN sound.duration_ms > 0 THEN least(100, round(100.0 * ({owners}) / sound.duration_ms)) END"
# Keys of a call's facts under which the bridge stores the last result of each tool.
TOOLS = "ARRAY['book_appointment', 'send_sms_link', 'transfer_to_human', 'transfer']"
A_TOOL_FAILED = f"SELECT 1 FROM jsonb_each(c.facts) used WHERE used.key = ANY({TOOLS}) AND used.value->>'is_error' = 'true'"  # noqa: S608
# The caller's stream had begun, but no agent ever was on it: the telephone did not ring in vain only if a person took the call.
UNHEARD = (
    "c.elevenlabs_conversation_id IS NULL"
    " AND coalesce('agent_unreachable' IN (c.end_reason, c.facts->>'forward_reason'), false)"
)
ANSWERED = f"c.answered_at IS NOT NULL AND NOT ({UNHEARD})"

# The value of each column; their order is the table's.
VALUES = {
    "conversation_id": "c.id",
    "organization_id": "c.organization_id",
    "started_at": "c.started_at",
    "day": "(c.started_at AT TIME ZONE o.timezone)::date",
    "hour": "extract(hour FROM c.started_at AT TIME ZONE o.timezone)",
    "agent_id": "c.agent_id",
    "agent_version": "c.facts->>'agent_version'",
    "direction": "c.direction",
    "status": "c.status",
    "end_reason": "c.end_reason",
    "language": "c.language",
    "phone_number": "c.phone_number",
    "called_number": "c.called_number",
    "has_number": f"coalesce(c.phone_number ~ {KNOWN_NUMBER}, false)",
    "is_test": "c.is_test",
    "is_simulated": "c.is_simulated",
    "is_staff": "coalesce(jsonb_exists(o.settings->'staff_numbers', c.phone_number), false)",
    "is_answered": ANSWERED,
    "is_quick": f"coalesce({ANSWERED} AND c.answered_at <= c.started_at + interval '{SERVICE_SECONDS} seconds', false)",
    "is_early": f"coalesce({ANSWERED} AND c.end_reason = 'caller_hangup'"
    f" AND c.duration_seconds < {EARLY_SECONDS}, false)",
    "is_forwarded": "c.forwarded_at IS NOT NULL",
    "is_read": "r.id IS NOT NULL",
    "intent": "rules.intent->>'value'",
    "outcome": "rules.outcome->>'value'",
    "urgency": "rules.urgency->>'value'",
    "sentiment": "rules.sentiment->>'value'",
    "stage": "rules.abandonment_stage",
    "abandon_reason": "rules.abandonment->>'reason'",
    "funnel_step": "CASE WHEN jsonb_typeof(rules.funnel) = 'array' THEN (SELECT coalesce(max(place), 0)"
    " FROM jsonb_array_elements(rules.funnel) WITH ORDINALITY AS step(value, place)"
    " WHERE (value->>'reached')::boolean) END",
    "services": "ARRAY(SELECT DISTINCT service->>'value' FROM jsonb_array_elements(rules.services) service"
    " WHERE service->>'value' IS NOT NULL ORDER BY 1)",
    "has_notices": f"CASE WHEN jsonb_typeof(rules.notices) = 'array' THEN {HEARD.format(kind='ai')} AND {HEARD.format(kind='recording')} END",
    "speaks_caller_language": "CASE WHEN jsonb_typeof(rules.language_mismatch) = 'array'"
    " THEN jsonb_array_length(rules.language_mismatch) = 0 END",
    "is_interrupted": "CASE WHEN said.agent_turns > 0 THEN said.interrupted END",
    "tools_worked": f"CASE WHEN jsonb_exists_any(c.facts, {TOOLS}) THEN NOT EXISTS ({A_TOOL_FAILED}) END",
    "is_repeat": f"(c.facts->>'{WAS_REPEAT}' = 'true') IS TRUE OR EXISTS ({RANG_BEFORE})",
    "called_again": f"(c.facts->>'{DID_CALL_AGAIN}' = 'true') IS TRUE OR EXISTS ({RANG_AGAIN})",
    "duration_seconds": "c.duration_seconds",
    "answer_ms": "round(extract(epoch FROM c.answered_at - c.started_at) * 10) * 100",
    "human_seconds": "CASE WHEN c.facts->>'forward_answered' = 'true' AND c.facts->>'dial_seconds' ~ '^[0-9]{1,6}$'"
    " AND c.ended_at >= c.forwarded_at"
    " THEN greatest(round(extract(epoch FROM c.ended_at - c.forwarded_at)) - (c.facts->>'dial_seconds')::int, 0) END",
    "heard_gap_ms": "coalesce(sound.heard_gap_p50_ms, round(said.gap, -1))",
    "slow_gap_ms": "coalesce(sound.heard_gap_p95_ms, round(said.slow_gap, -1))",
    "talk_percent": f"CASE WHEN {MEASURED} THEN round((rules.talk->>'ratio')::numeric * 100) END",
    "silence_percent": "CASE WHEN jsonb_typeof(rules.pauses) = 'array' AND c.duration_seconds > 0 THEN least(100, round("
    "(SELECT coalesce(sum((pause->>'duration_ms')::numeric), 0) FROM jsonb_array_elements(rules.pauses) pause)"
    " / c.duration_seconds / 10)) END",
    "quiet_percent": QUIET.format(
        owners="sound.silence_agent_ms + sound.silence_hold_ms + sound.silence_caller_ms + sound.silence_bridge_ms"
    ),
    "agent_quiet_percent": QUIET.format(owners="sound.silence_agent_ms + sound.silence_hold_ms"),
    "cost_eur": "paid.amount",
    "unknown_costs": "coalesce(paid.unknown, 0)",
    "updated_at": "now()",
}
COLUMNS = tuple(VALUES)
RULES = """(  -- unpacks the JSON once, not once a column
    intent jsonb, outcome jsonb, urgency jsonb, sentiment jsonb, services jsonb, notices jsonb, language_mismatch jsonb,
    talk jsonb, pauses jsonb, funnel jsonb, abandonment jsonb, abandonment_stage text
)"""


def said_in(turns: str) -> str:
    """SQL for what is derived from the turns that the SQL `turns` selects."""
    gap = f"FILTER (WHERE gap BETWEEN 0 AND {MAX_GAP_MS})"
    return f"""(
    SELECT count(*) FILTER (WHERE role = 'agent') AS agent_turns, bool_or(role = 'agent' AND is_interrupted) AS interrupted,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) {gap} AS gap,
        percentile_disc(0.95) WITHIN GROUP (ORDER BY gap) {gap} AS slow_gap
    FROM (
        SELECT role, is_interrupted,
            CASE WHEN role = 'agent' AND lag(role) OVER turn = 'user' THEN started_ms - lag(ended_ms) OVER turn END AS gap
        FROM {turns} WINDOW turn AS (ORDER BY position)
    ) heard
)"""  # noqa: S608 (our own words)


PAID = """sum(amount) FILTER (WHERE currency = 'EUR') AS amount,
    count(*) FILTER (WHERE amount IS NULL OR currency <> 'EUR') AS unknown"""
# To be completed with `WHERE c.id = …`.
DERIVED = f"""
SELECT {", ".join(f"{value} AS {name}" for name, value in VALUES.items())}
FROM {WITH_WORDS} c
JOIN organizations o ON o.id = c.organization_id
LEFT JOIN conversation_analysis r ON r.conversation_id = c.id AND r.analysis_type = 'programmatic'
LEFT JOIN LATERAL jsonb_to_record(r.results) AS rules{RULES} ON true
LEFT JOIN sound_measurements sound ON sound.conversation_id = c.id
LEFT JOIN LATERAL (SELECT {PAID} FROM ledger_entries WHERE conversation_id = c.id) paid ON true
LEFT JOIN LATERAL {said_in("turns WHERE conversation_id = c.id")} said ON true
"""  # noqa: S608 (our own words)
