"""Make and model: names of the gazetteer in all spellings, weighted by who says them and what was asked; misspelt models by similarity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz, process

from workers.analysis.ambiguous_names import is_vouched
from workers.analysis.assertion import Assertion, assertion_of
from workers.analysis.findings import EntityFinding, EntityState
from workers.analysis.gazetteer import MAKE, MODEL
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.text import split_words
from workers.sectors.schema import Sector

_LIKENESS = 82
_LEAST = 0.9


@dataclass(slots=True)
class _Candidate:
    score: float = 0.0
    hits: list[Hit] = field(default_factory=list)


def find_vehicle(reading: Reading, sector: Sector) -> dict[str, EntityFinding]:
    makes = _candidates(reading, sector, MAKE)
    models = _candidates(reading, sector, MODEL)
    for name, candidate in models.items():
        candidate.score += 0.8 * any(name in sector.gazetteer[make] for make in makes)
    model = _best(models)
    if model is not None:
        _favour_neighbours(makes, models[model])
    make = _best(makes, {make for make in makes if model and model in sector.gazetteer[make]})
    found = {}
    if make is not None:
        found["make"] = _finding(reading, make, makes[make])
    if model is not None:
        found["model"] = _finding(reading, model, models[model])
    elif make is not None:
        found |= _by_likeness(reading, sector, make, makes[make].hits[0])
    return found


def _favour_neighbours(makes: Mapping[str, _Candidate], model: _Candidate) -> None:
    """«a Vauxhall Astra … it's an Opel here»: the make right before the model is the one meant."""
    starts = {(hit.turn, hit.first) for hit in model.hits}
    for candidate in makes.values():
        candidate.score += sum((hit.turn, hit.last) in starts for hit in candidate.hits)


def _candidates(reading: Reading, sector: Sector, prefix: str) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    family = prefix.removesuffix(":")
    for turn in reading.turns_by_family.get(family, ()):
        for hit in _longest(list(chain.from_iterable(reading.family(turn, family).values()))):
            weight = _weight(reading, sector, hit)
            if weight:
                candidate = found.setdefault(hit.concept.removeprefix(prefix), _Candidate())
                candidate.score += weight
                candidate.hits.append(hit)
    return {
        name: candidate
        for name, candidate in found.items()
        if any(reading.is_user(hit.turn) for hit in candidate.hits)
    }


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first)):
        places = range(hit.first, hit.last)
        if taken.isdisjoint(places):
            kept.append(hit)
            taken.update(places)
    return kept


def _weight(reading: Reading, sector: Sector, hit: Hit) -> float:
    words = reading.words[hit.turn]
    asked = _asked_before(reading, hit.turn)
    if not is_vouched(reading, sector, hit, asked=asked):
        return 0.0
    if not reading.is_user(hit.turn):
        return 0.6
    if any(
        pair in _INSTEAD
        for pair in zip(
            words.words[max(0, hit.first - 3) :], words.words[max(0, hit.first - 2) : hit.first], strict=False
        )
    ):
        return 0.1
    weight = {Assertion.AFFIRMED: 1.0, Assertion.NEGATED: 0.2, Assertion.THIRD_PARTY: 0.3}.get(
        assertion_of(hit, words), 0.9
    )
    return weight + 0.6 * asked - 0.1 * (words.words[hit.first] in _RANGES)


_INSTEAD = frozenset(
    {
        ("vez", "del"),
        ("vez", "de"),
        ("lloc", "de"),
        ("lloc", "des"),
        ("instead", "of"),
        ("statt", "dem"),
        ("statt", "des"),
    }
)
_RANGES = frozenset({"serie", "clase", "classe"})


def _asked_before(reading: Reading, turn: int) -> bool:
    return any(
        not reading.is_user(index) and reading.says(index, "agent:subject_question")
        for index in range(max(0, turn - 2), turn)
    )


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
    """The word after the make, if it resembles one of its models: «Toyota Iaris»."""
    words = reading.words[after.turn]
    if (
        not reading.is_user(after.turn)
        or after.last >= len(words)
        or words.breaks[after.last - 1]
        or len(words.words[after.last]) < 4
    ):
        return {}
    match = process.extractOne(
        words.words[after.last], _folded(sector.gazetteer[make]), scorer=fuzz.ratio, score_cutoff=_LIKENESS
    )
    if match is None:
        return {}
    proof = reading.span_evidence(after.turn, after.last, after.last + 1)
    return {
        "model": EntityFinding(
            sector.gazetteer[make][match[2]], proof.quote, "captured", match[1] / 125, (proof,)
        )
    }


@lru_cache(maxsize=256)
def _folded(models: tuple[str, ...]) -> list[str]:
    return [" ".join(split_words(model).words) for model in models]
