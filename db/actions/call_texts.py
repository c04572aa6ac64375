"""Keeps the searchable text of each call, derived together with its facts."""

from db.actions.fact_columns import WITH_WORDS
from db.plain_text import configuration, parts, plain

NUMBER = "regexp_replace(c.phone_number, '[^0-9]', '', 'g')"
PLATE = "lower(regexp_replace(r.results->'entities'->'plate'->>'value', '[^0-9A-Za-z]', '', 'g'))"
NAME = "r.results->'entities'->'caller_name'->>'value'"
# To be completed with `WHERE c.id = …`.
DERIVED = f"""
SELECT c.id AS conversation_id,
    to_tsvector({configuration("c.language")}, {plain("coalesce(said.words, '')")})
    || setweight(to_tsvector('simple', {plain(f"coalesce({NAME}, '')")}), 'A')
    || array_to_tsvector(coalesce({parts(NUMBER)}, '{{}}')) || array_to_tsvector(coalesce({parts(PLATE)}, '{{}}')) AS words
FROM {WITH_WORDS} c
LEFT JOIN conversation_analysis r ON r.conversation_id = c.id AND r.analysis_type = 'programmatic'
LEFT JOIN LATERAL (
    SELECT string_agg(text, ' ' ORDER BY position) AS words FROM turns WHERE conversation_id = c.id
) said ON true
"""  # noqa: S608 (our own words)
UPSERT_HEAD = "INSERT INTO call_texts (conversation_id, words)"
UPSERT_TAIL = "ON CONFLICT (conversation_id) DO UPDATE SET words = excluded.words"
