"""SQL that turns staged demo calls into product rows: a few statements per batch, whatever its size."""

from db.actions.call_texts import NUMBER
from db.actions.fact_columns import PAID, REPEAT_DAYS, RULES, VALUES, said_in
from db.plain_text import configuration, parts, plain

NUMBER_OF_DEMO = "+34971550100"
FORWARDED_TO = "+34600999888"
MINUTE_EUR = 0.0085
AGENT_MINUTE_EUR = 0.074

STAGE = """
CREATE TEMP TABLE IF NOT EXISTS demo_spoken (
    key int PRIMARY KEY, language text, outcome text, duration int, version text, reading jsonb, ai jsonb, words tsvector
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS demo_turns (
    key int, position int, role text, text text, started_ms int, ended_ms int, is_interrupted boolean
) ON COMMIT DROP;
CREATE INDEX IF NOT EXISTS demo_turns_key ON demo_turns (key, position);
CREATE TEMP TABLE demo_keys (id uuid, key int) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS demo_calls (
    id uuid, started_at timestamptz, phone_number text, language text, kind text, is_test boolean, key int, has_ai boolean,
    agent_version text
) ON COMMIT DROP;
"""
STAGED = {
    "demo_spoken": "key, language, outcome, duration, version, reading, ai",
    "demo_turns": "key, position, role, text, started_ms, ended_ms, is_interrupted",
    "demo_calls": "id, started_at, phone_number, language, kind, is_test, key, has_ai, agent_version",
}
# As `db.actions.call_texts` derives them, but for the number: once a dialogue, not once a call.
WORDS = f"""
UPDATE demo_spoken s SET words = to_tsvector({configuration("s.language")}, {plain("said.words")})
    || setweight(to_tsvector('simple', {plain("coalesce(s.reading->'entities'->'caller_name'->>'value', '')")}), 'A')
    || array_to_tsvector(coalesce({parts("plate.signs")}, '{{}}'))
FROM (SELECT key, string_agg(text, ' ' ORDER BY position) AS words FROM demo_turns GROUP BY key) said,
    LATERAL (SELECT lower(regexp_replace(reading->'entities'->'plate'->>'value', '[^0-9A-Za-z]', '', 'g')) AS signs
        FROM demo_spoken own WHERE own.key = said.key) plate
WHERE s.key = said.key AND s.words IS NULL
"""  # noqa: S608 (our own words)

# As `db.actions.fact_columns` derives them, once a dialogue: what follows from its words alone.
OF_WORDS = (
    "intent",
    "outcome",
    "urgency",
    "sentiment",
    "stage",
    "abandon_reason",
    "funnel_step",
    "services",
    "has_notices",
    "speaks_caller_language",
    "is_interrupted",
    "heard_gap_ms",
    "slow_gap_ms",
    "talk_percent",
    "silence_percent",
)
STAGE_FACTS = f"""
CREATE TEMP TABLE demo_facts ON COMMIT DROP AS
SELECT s.key, {", ".join(f"{VALUES[name]} AS {name}" for name in OF_WORDS)}
FROM demo_spoken s
CROSS JOIN LATERAL (SELECT s.duration AS duration_seconds) c
LEFT JOIN LATERAL jsonb_to_record(s.reading) AS rules{RULES} ON true
LEFT JOIN LATERAL (SELECT NULL::int AS heard_gap_p50_ms, NULL::int AS heard_gap_p95_ms) sound ON true
LEFT JOIN LATERAL {said_in("demo_turns WHERE key = s.key")} said ON true;
ALTER TABLE demo_facts ADD PRIMARY KEY (key);
CREATE INDEX demo_keys_id ON demo_keys (id);
ANALYZE demo_facts, demo_keys;
"""  # noqa: S608 (our own words)
OF_CALL = [name for name in VALUES if name not in OF_WORDS and name not in ("is_repeat", "called_again")]
# A call that was not answered has no reading and no turns; a demo's call was never measured by its sound.
FACTS = f"""
INSERT INTO call_facts ({", ".join(OF_CALL)}, {", ".join(OF_WORDS)}, is_repeat, called_again)
SELECT {", ".join(VALUES[name] for name in OF_CALL)},
    {", ".join("coalesce(f.services, '{}')" if name == "services" else f"f.{name}" for name in OF_WORDS)}, false, false
FROM demo_keys k
JOIN conversations c ON c.id = k.id
JOIN organizations o ON o.id = c.organization_id
LEFT JOIN demo_facts f ON f.key = k.key
CROSS JOIN LATERAL (SELECT k.key AS id) r
LEFT JOIN sound_measurements sound ON sound.conversation_id = c.id
LEFT JOIN (
    SELECT conversation_id, {PAID} FROM ledger_entries WHERE conversation_id IN (SELECT id FROM demo_keys) GROUP BY conversation_id
) paid ON paid.conversation_id = c.id
"""  # noqa: S608 (our own words)
NEAR = """near.organization_id = f.organization_id AND near.phone_number = f.phone_number
    AND near.conversation_id <> f.conversation_id AND near.direction = 'inbound' AND NOT near.is_test"""
# Whether a number rang before, and again, is known when all calls are there.
REPEATS = f"""
UPDATE call_facts f SET is_repeat = true WHERE f.organization_id = %(organization)s AND f.has_number AND NOT f.is_repeat
    AND EXISTS (SELECT 1 FROM call_facts near WHERE {NEAR}
        AND near.started_at <= f.started_at AND near.started_at > f.started_at - interval '{REPEAT_DAYS} days');
UPDATE call_facts f SET called_again = true WHERE f.organization_id = %(organization)s AND f.has_number AND NOT f.called_again
    AND EXISTS (SELECT 1 FROM call_facts near WHERE {NEAR} AND near.intent = f.intent
        AND near.started_at > f.started_at AND near.started_at <= f.started_at + interval '{REPEAT_DAYS} days');
"""  # noqa: S608 (our own words)

# When a staged call was answered and when it ended; a call that nobody answers rings for 18 seconds.
CALL = """
    SELECT c.*, s.outcome, s.version, s.reading, s.ai, s.words, times.*, abs(hashtext(c.id::text)) %% 47 AS luck,
        coalesce(s.duration, CASE c.kind WHEN 'forwarded' THEN 25 ELSE 0 END) AS duration,
        coalesce(times.answered_at, c.started_at + interval '18 seconds')
        + make_interval(secs => coalesce(s.duration, CASE c.kind WHEN 'forwarded' THEN 25 ELSE 0 END)) AS ended_at,
        c.kind = 'forwarded' OR s.outcome = 'transferred_to_human' AS is_forwarded
    FROM demo_calls c LEFT JOIN demo_spoken s ON s.key = c.key
    CROSS JOIN LATERAL (SELECT CASE WHEN c.key IS NOT NULL
        THEN c.started_at + make_interval(secs => 1 + abs(hashtext(c.id::text)) %% 30 / 10.0) END AS answered_at) times
"""
# Which settings of the agent answered, and what came of its tools: now and then one tries to book and cannot.
NOTED = """CASE WHEN key IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('agent_version', agent_version)
    || CASE WHEN outcome = 'appointment_booked' OR luck = 0
        THEN jsonb_build_object('book_appointment', jsonb_build_object('is_error', outcome <> 'appointment_booked')) ELSE '{}' END
    || CASE WHEN outcome = 'transferred_to_human' THEN jsonb_build_object('transfer', jsonb_build_object('reason', 'demo'))
        ELSE '{}' END END"""
ROWS = (
    "INSERT INTO demo_keys SELECT id, key FROM demo_calls",
    f"""
    INSERT INTO conversations (id, organization_id, twilio_call_sid, direction, phone_number, called_number, status,
        end_reason, is_test, is_simulated, language, started_at, answered_at, forwarded_at, forwarded_to, ended_at,
        duration_seconds, facts)
    SELECT id, %(organization)s, 'CA' || replace(id::text, '-', ''), 'inbound', phone_number, %(number)s,
        CASE kind WHEN 'missed' THEN 'failed' ELSE 'completed' END,
        CASE WHEN kind = 'missed' THEN 'agent_unreachable' WHEN is_forwarded THEN 'transferred'
            WHEN outcome = 'appointment_booked' THEN 'agent_hangup' ELSE 'caller_hangup' END,
        is_test, true, language, started_at, answered_at,
        CASE WHEN is_forwarded THEN ended_at - interval '1 second' END,
        CASE WHEN is_forwarded THEN '{FORWARDED_TO}' END, ended_at, duration, {NOTED}
    FROM ({CALL}) call
    """,  # noqa: S608 (our own words)
    """
    INSERT INTO turns (conversation_id, position, role, text, started_ms, ended_ms, is_interrupted)
    SELECT c.id, t.position, t.role, t.text, t.started_ms, t.ended_ms, t.is_interrupted
    FROM demo_calls c JOIN demo_turns t ON t.key = c.key
    """,
    f"""
    INSERT INTO conversation_analysis (conversation_id, analysis_type, status, progress, results, version, model, created_at,
        started_at, finished_at)
    SELECT id, kind.name, 'completed', 1, kind.results, version, kind.model, kind.at, kind.at, kind.at
    FROM ({CALL}) call CROSS JOIN LATERAL (VALUES
        ('programmatic', reading, NULL, ended_at + interval '2 seconds', true),
        ('ai', ai, 'simulated', ended_at + interval '42 seconds', has_ai)) kind(name, results, model, at, is_there)
    WHERE key IS NOT NULL AND kind.is_there
    """,  # noqa: S608 (our own words)
    f"""
    INSERT INTO ledger_entries (organization_id, conversation_id, kind, reference, amount, currency, certainty, occurred_at)
    SELECT %(organization)s, id, line.kind, 'demo', line.amount, 'EUR',
        CASE WHEN line.amount IS NULL THEN 'unknown' WHEN line.kind = 'carrier_call' THEN 'known' ELSE 'estimated' END,
        ended_at + interval '3 seconds'
    FROM ({CALL}) call CROSS JOIN LATERAL (VALUES
        ('carrier_call', ceil(duration / 60.0) * {MINUTE_EUR}, true),
        ('agent_minutes', duration / 60.0 * {AGENT_MINUTE_EUR}, key IS NOT NULL),
        ('agent_model', CASE WHEN duration %% 7 <> 0 THEN 0.0019 END, key IS NOT NULL),
        ('ai_analysis', 0.0008, key IS NOT NULL AND has_ai)) line(kind, amount, is_there)
    WHERE line.is_there
    """,  # noqa: S608 (our own words)
    f"""
    INSERT INTO call_texts (conversation_id, words)
    SELECT c.id, coalesce(s.words, ''::tsvector) || array_to_tsvector(coalesce({parts(NUMBER)}, '{{}}'))
    FROM demo_calls c LEFT JOIN demo_spoken s ON s.key = c.key
    """,  # noqa: S608 (our own words)
)
