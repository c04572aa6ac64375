"""The statements that make rows of the product out of staged calls of the demo: a batch of calls is a few of them, whatever its size."""

from db.actions.call_texts import NUMBER
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
CREATE TEMP TABLE IF NOT EXISTS demo_calls (
    id uuid, started_at timestamptz, phone_number text, language text, kind text, is_test boolean, key int, has_ai boolean
) ON COMMIT DROP;
"""
STAGED = {
    "demo_spoken": "key, language, outcome, duration, version, reading, ai",
    "demo_turns": "key, position, role, text, started_ms, ended_ms, is_interrupted",
    "demo_calls": "id, started_at, phone_number, language, kind, is_test, key, has_ai",
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

# When a staged call was answered and when it ended; a call that nobody answers rings for 18 seconds.
CALL = """
    SELECT c.*, s.outcome, s.version, s.reading, s.ai, s.words, times.*,
        coalesce(s.duration, CASE c.kind WHEN 'forwarded' THEN 25 ELSE 0 END) AS duration,
        coalesce(times.answered_at, c.started_at + interval '18 seconds')
        + make_interval(secs => coalesce(s.duration, CASE c.kind WHEN 'forwarded' THEN 25 ELSE 0 END)) AS ended_at,
        c.kind = 'forwarded' OR s.outcome = 'transferred_to_human' AS is_forwarded
    FROM demo_calls c LEFT JOIN demo_spoken s ON s.key = c.key
    CROSS JOIN LATERAL (SELECT CASE WHEN c.key IS NOT NULL
        THEN c.started_at + make_interval(secs => 1 + abs(hashtext(c.id::text)) %% 30 / 10.0) END AS answered_at) times
"""
ROWS = (
    f"""
    INSERT INTO conversations (id, organization_id, twilio_call_sid, direction, phone_number, called_number, status,
        end_reason, is_test, is_simulated, language, started_at, answered_at, forwarded_at, forwarded_to, ended_at,
        duration_seconds)
    SELECT id, %(organization)s, 'CA' || replace(id::text, '-', ''), 'inbound', phone_number, '{NUMBER_OF_DEMO}',
        CASE kind WHEN 'missed' THEN 'failed' ELSE 'completed' END,
        CASE WHEN kind = 'missed' THEN 'agent_unreachable' WHEN is_forwarded THEN 'transferred'
            WHEN outcome = 'appointment_booked' THEN 'agent_hangup' ELSE 'caller_hangup' END,
        is_test, true, language, started_at, answered_at,
        CASE WHEN is_forwarded THEN ended_at - interval '1 second' END,
        CASE WHEN is_forwarded THEN '{FORWARDED_TO}' END, ended_at, duration
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
