"""Which jobs the call is about: what the caller wants, asks a price of or complains of; what the agent merely offers does not count."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workers.analysis.findings import Finding
from workers.analysis.mentions import Mention, mention_of
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.text import QUESTION, clause_end
from workers.sectors.schema import Intent, Sector

_PREFIX = "service:"
_CALLER = {
    Mention.AFFIRMED: 1.0, Mention.NEGATED: -1.2, Mention.FINE: -1.5, Mention.DONE: -0.8, Mention.OTHERS: -0.3, Mention.SUPPOSED: 0.2,
}  # fmt: skip
_AGENT_STATES = 0.6
_AGENT_ASKS = 0.25
_ENOUGH = 0.5
_EVIDENCE_LIMIT = 4


@dataclass(slots=True)
class ServiceScore:
    value: float = 0.0
    hits: list[Hit] = field(default_factory=list)
    asserted: int = 0


def find_services(reading: Reading, sector: Sector, intent: Intent) -> tuple[Finding, ...]:
    if not intent.services:
        return ()
    scores = score_services(reading, sector, intent)
    chosen = [name for name in sector.services if name in scores and scores[name].value >= _ENOUGH]
    if intent.services_only:
        chosen = [name for name in chosen if name in intent.services_only]
    return tuple(_finding(reading, name, scores[name]) for name in chosen)


def _finding(reading: Reading, name: str, score: ServiceScore) -> Finding:
    evidence = tuple(reading.evidence(hit) for hit in score.hits[:_EVIDENCE_LIMIT])
    return Finding(name, round(min(0.98, 0.45 + score.value / 4), 3), evidence)


def score_services(reading: Reading, sector: Sector, intent: Intent) -> dict[str, ServiceScore]:
    scores: dict[str, ServiceScore] = {}
    for turn in range(len(reading.words)):
        for hit in longest_hits(service_hits(reading, sector, turn)):
            name = hit.concept.removeprefix(_PREFIX)
            if name:
                _count(reading, hit, scores.setdefault(name, ServiceScore()), intent)
    return scores


def service_hits(reading: Reading, sector: Sector, turn: int) -> list[Hit]:
    found = [hit for name in sector.services for hit in reading.in_turn(turn, _PREFIX + name)]
    return found + reading.in_turn(turn, _PREFIX) if found else []


def longest_hits(hits: Sequence[Hit]) -> list[Hit]:
    """Drop every hit whose words lie inside a longer hit of another concept."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first)):
        if not any(
            other.first <= hit.first and hit.last <= other.last and other.concept != hit.concept
            for other in kept
        ):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.first)


def _count(reading: Reading, hit: Hit, score: ServiceScore, intent: Intent) -> None:
    words = reading.words[hit.turn]
    if reading.is_user(hit.turn):
        mention = mention_of(hit, words)
        if mention is Mention.DONE and intent.kind in ("complaint", "status"):
            mention = Mention.AFFIRMED
        weight = _CALLER[mention]
    else:
        end = clause_end(words, hit.last - 1)
        weight = _AGENT_ASKS if words.breaks[end - 1] == QUESTION else _AGENT_STATES
    score.value += weight
    if weight > 0:
        score.hits.append(hit)
