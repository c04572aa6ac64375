"""Training data for the models: a template's requests and openings, and labelled calls, as features with labels."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.analysis.model import SERVICES, levelled_words
from workers.analysis.reading import Reading, read
from workers.analysis.services import job_lessons
from workers.analysis.signs import Block, signs_of
from workers.analysis.transcript import Transcript, Turn, transcript_from_call
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors.schema import Sector

QUESTIONS = ("intent", "outcome", "urgency")
_NO_JOB = "none"
_OF_WISHES = ("U", "Cu ")
"""An isolated request shows only what the caller says, not how the call went on."""
_OF_ENDINGS = ("E", "F", "Cl", "Ce", "Cz", "M last", "M asked", "M cut")
"""Features that the last turns alone can show."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """``labels`` holds the known answers; ``call`` is False for isolated requests; ``jobs`` are the services named, wanted or not.

    ``author`` is the prefix of the call's id: calls by one author are alike, so a model is evaluated on other authors' calls.
    """

    signs: Mapping[str, float]
    labels: Mapping[str, Any]
    call: bool
    jobs: Sequence[tuple[str, Mapping[str, float], bool]] = ()
    author: str = ""


def lessons_of_wishes(sector: Sector, every: int = 1) -> list[Lesson]:
    """Learn from every written request, or from one in ``every``."""
    said = wishes_of(sector)[::every]
    return [Lesson(_signs_of_wish(text, sector), labels, call=False) for text, labels in said]


def lessons_of_endings(sector: Sector, every: int = 1) -> list[Lesson]:
    said = endings_of(sector)[::every]
    return [Lesson(_signs_of_ending(text, sector), labels, call=False) for text, labels in said]


def wishes_of(sector: Sector) -> list[tuple[str, dict[str, Any]]]:
    return [*_openings(sector), *_wishes(sector)]


def endings_of(sector: Sector) -> list[tuple[str, dict[str, Any]]]:
    """Read ``[outcome]``, then ``language = ["a: … | u: …"]``: the last turns of a call, which say nothing about its intent."""
    file = Path(sector.folder) / "endings.toml"
    if not file.is_file():
        return []
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return [
        (text, {"outcome": outcome})
        for outcome, table in tables.items()
        for sayings in table.values()
        for text in sayings
    ]


def lessons_of_calls(sector: Sector, calls: Iterable[Mapping[str, Any]]) -> list[Lesson]:
    return [_lesson(sector, call) for call in calls]


def lessons_of_kin(sector: Sector, calls: Iterable[Mapping[str, Any]], source: Sector) -> list[Lesson]:
    """Learn from another template's calls what holds in any line of business: how calls end, and what each kind of intent sounds like.

    They are read with this template's phrases. An intent whose kind is unknown here contributes only its outcome, and urgency is never
    transferred: a failing brake and an aching tooth have nothing in common.
    """
    return [
        Lesson(
            _summed(_blocks(transcript_from_call(call), sector)),
            _kin_labels(sector, call, source),
            call=False,
        )
        for call in calls
    ]


def _kin_labels(sector: Sector, call: Mapping[str, Any], source: Sector) -> dict[str, Any]:
    labels = {"outcome": call["labels"]["outcome"]}
    own = sector.intent_of_kind(source.intents[call["labels"]["intent"]].kind)
    return labels | {"intent": own} if own else labels


def read_calls(files: Sequence[Path]) -> list[dict[str, Any]]:
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


def _lesson(sector: Sector, call: Mapping[str, Any]) -> Lesson:
    known = (*QUESTIONS, SERVICES)
    labels = {question: call["labels"][question] for question in known if question in call["labels"]}
    reading = read(transcript_from_call(call), vocabulary_of(sector))
    signs = _summed(signs_of(reading, levelled_words(sector)))
    author = call.get("id", "").partition("-")[0]
    return Lesson(signs, labels, call=True, jobs=_jobs(reading, sector, call["labels"]), author=author)


def _jobs(
    reading: Reading, sector: Sector, labels: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, float], bool]]:
    if not {"intent", "outcome", "services"} <= labels.keys():
        return []
    intent = sector.intents[labels["intent"]]
    return [*job_lessons(reading, sector, intent, labels["outcome"], labels["services"])]


def _openings(sector: Sector) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the template's own by intent, then its base template's by kind, each for the first intent of that kind."""
    for file in sorted(Path(sector.folder).glob("openings_*.toml")):
        for intent, sayings in tomllib.loads(file.read_text(encoding="utf-8")).items():
            yield from ((text, {"intent": intent}) for text in sayings)
    for file in sorted(Path(sector.ground).glob("openings_*.toml")) if sector.ground else ():
        for kind, sayings in tomllib.loads(file.read_text(encoding="utf-8")).items():
            of_kind = sector.intent_of_kind(kind)
            yield from ((text, {"intent": of_kind}) for text in sayings if of_kind)


def _wishes(sector: Sector) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read ``[intent]``, then ``"job+job urgency" = [texts]``; urgency may be omitted if it is the intent's default."""
    for file in sorted(Path(sector.folder).glob("wishes_*.toml")):
        for intent, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for key, sayings in table.items():
                jobs, _, urgency = key.partition(" ")
                labels = {
                    "intent": intent,
                    "services": [] if jobs == _NO_JOB else jobs.split("+"),
                    "urgency": urgency or sector.intents[intent].urgency,
                }
                yield from ((text, labels) for text in sayings)


def _signs_of_wish(text: str, sector: Sector) -> dict[str, float]:
    turns = (Turn(0, "agent", "", 0), Turn(1, "user", text, 0))
    return _summed(_blocks(Transcript(turns), sector), _OF_WISHES)


def _signs_of_ending(text: str, sector: Sector) -> dict[str, float]:
    lines = [line.strip() for line in text.split("|")]
    turns = tuple(
        Turn(index, "user" if line.startswith("u:") else "agent", line[2:].strip(), None)
        for index, line in enumerate(["a: ", "u: ", *lines])
    )
    return _summed(_blocks(Transcript(turns), sector), _OF_ENDINGS)


def _blocks(transcript: Transcript, sector: Sector) -> Iterator[Block]:
    return signs_of(read(transcript, vocabulary_of(sector)), levelled_words(sector))


def _summed(blocks: Iterable[Block], begin: tuple[str, ...] = ("",)) -> dict[str, float]:
    """Sum the weights of the features that begin with one of these prefixes."""
    total: dict[str, float] = {}
    for block in blocks:
        for sign in block.signs():
            if sign.startswith(begin):
                total[sign] = total.get(sign, 0.0) + block.share
    return total
