"""Make and model: names of the gazetteer however spelt, weighed by who says them and what was asked; the rest by likeness."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from workers.analysis.gazetteer import MAKE, MODEL
from workers.analysis.findings import EntityFinding, EntityState
from workers.analysis.mentions import Mention, mention_of
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.text import split_words
from workers.sectors.schema import Sector

_COMMON_WORDS = frozenset(
    "one up note spring born fox master express partner expert boxer combo colt soul alto uno tipo bravo rio ami adam karl edge fusion delta junior is"
    " jazz accent spark orlando puma ranger cooper rapid scala cordoba toledo inca marbella logan polo golf fiesta leon splash ignis swift galaxy"
    " focus escort compass cherokee patrol yeti mini up seal dolphin kia ka smart for bora vento california traveller".split()
)
_SURE_ALONE = frozenset("polo golf fiesta leon focus swift yeti puma cooper rio mini smart kia note toledo".split())
_LIKENESS = 82
_LEAST = 0.9


@dataclass(slots=True)
class _Candidate:
    score: float = 0.0
    hits: list[Hit] = field(default_factory=list)


def find_vehicle(reading: Reading, sector: Sector) -> dict[str, EntityFinding]:
    models = _candidates(reading, MODEL)
    makes = _candidates(reading, MAKE)
    for name, candidate in models.items():
        candidate.score += 0.8 * any(name in sector.gazetteer[make] for make in makes)
    model = _best(models)
    make = _best(makes, {make for make in makes if model and model in sector.gazetteer[make]})
    found = {}
    if make is not None:
        found["make"] = _finding(reading, make, makes[make])
    if model is not None:
        found["model"] = _finding(reading, model, models[model])
    elif make is not None:
        found |= _by_likeness(reading, sector, make, makes[make].hits[0])
    return found


def _candidates(reading: Reading, prefix: str) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    for turn in range(len(reading.words)):
        hits = [hit for concept, hits in reading.by_turn[turn].items() if concept.startswith(prefix) for hit in hits]
        for hit in _longest(hits):
            weight = _weight(reading, hit)
            if weight:
                candidate = found.setdefault(hit.concept.removeprefix(prefix), _Candidate())
                candidate.score += weight
                candidate.hits.append(hit)
    return {name: candidate for name, candidate in found.items() if any(reading.is_user(hit.turn) for hit in candidate.hits)}


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first)):
        if all(hit.last <= other.first or other.last <= hit.first for other in kept):
            kept.append(hit)
    return kept


def _weight(reading: Reading, hit: Hit) -> float:
    words = reading.words[hit.turn]
    asked = _asked_before(reading, hit.turn)
    said = words.words[hit.first : hit.last]
    plain = len(said) == 1 and (said[0] in _COMMON_WORDS or len(said[0]) <= 2)
    numeric = all(word[0].isdigit() or word in _NUMBERISH for word in said)
    near_make = any(concept.startswith(MAKE) for concept in reading.by_turn[hit.turn])
    if (numeric or (plain and not (said[0] in _SURE_ALONE and words.capitalised(hit.first)))) and not (asked or near_make):
        return 0.0
    if not reading.is_user(hit.turn):
        return 0.6
    weight = {Mention.AFFIRMED: 1.0, Mention.NEGATED: 0.2, Mention.OTHERS: 0.3}.get(mention_of(hit, words), 0.8)
    return weight + 0.6 * asked


_NUMBERISH = frozenset("mil dos tres cuatro cinco ocho siete seis cero cents doscientos trescientos quinientos ciento vuit".split())


def _asked_before(reading: Reading, turn: int) -> bool:
    return any(not reading.is_user(at) and reading.says(at, "agent:vehicle_question") for at in range(max(0, turn - 2), turn))


def _best(candidates: Mapping[str, _Candidate], preferred: set[str] | None = None) -> str | None:
    names = [name for name in candidates if name in preferred] if preferred else list(candidates)
    chosen = max(names, key=lambda name: candidates[name].score, default=None)
    return chosen if chosen is not None and candidates[chosen].score >= _LEAST else None


def _finding(reading: Reading, name: str, candidate: _Candidate) -> EntityFinding:
    first = next(hit for hit in candidate.hits if reading.is_user(hit.turn))
    echoed = any(not reading.is_user(hit.turn) and hit.turn > first.turn for hit in candidate.hits)
    state: EntityState = "read_back" if echoed else "captured"
    evidence = tuple(reading.evidence(hit) for hit in candidate.hits[:4])
    return EntityFinding(name, reading.evidence(first).quote, state, 0.93 if echoed else 0.85, evidence)


def _by_likeness(reading: Reading, sector: Sector, make: str, after: Hit) -> dict[str, EntityFinding]:
    """The word after the make, where it is much like one of its models: «Toyota Iaris»."""
    words = reading.words[after.turn]
    if not reading.is_user(after.turn) or after.last >= len(words) or words.breaks[after.last - 1] or len(words.words[after.last]) < 4:
        return {}
    match = process.extractOne(words.words[after.last], _folded(sector.gazetteer[make]), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    if match is None:
        return {}
    proof = reading.span(after.turn, after.last, after.last + 1)
    return {"model": EntityFinding(sector.gazetteer[make][match[2]], proof.quote, "captured", match[1] / 125, (proof,))}


@lru_cache(maxsize=256)
def _folded(models: tuple[str, ...]) -> list[str]:
    return [" ".join(split_words(model).words) for model in models]
