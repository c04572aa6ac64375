"""Legally required notices, that a machine is speaking and that the call is recorded: whether and when they were given."""

from workers.analysis.findings import Notice
from workers.analysis.reading import Reading

_KINDS = {"ai": "agent:ai_notice", "recording": "agent:recording_notice"}


def find_notices(reading: Reading) -> tuple[Notice, ...]:
    return tuple(_notice(reading, kind, concept) for kind, concept in _KINDS.items())


def _notice(reading: Reading, kind: str, concept: str) -> Notice:
    hits = reading.hits_of(concept)
    if not hits:
        return Notice(kind, heard=False, heard_ms=None, evidence=())
    first = min(hits, key=lambda hit: hit.turn)
    return Notice(
        kind,
        heard=True,
        heard_ms=reading.transcript.turns[first.turn].started_ms,
        evidence=(reading.evidence(first),),
    )
