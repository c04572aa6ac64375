"""Training examples for the models: a template's written requests, openings and endings, and labelled calls, as features with labels."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.analysis.features import FeatureBlock, feature_blocks
from workers.analysis.model import SERVICES, delexicalised_words
from workers.analysis.reading import Reading, read
from workers.analysis.services import service_examples
from workers.analysis.transcript import Transcript, Turn, transcript_from_call
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors.schema import Sector
from workers.sectors.source import read_utf8

TASKS = ("intent", "outcome", "urgency")
_NO_SERVICE = "none"
_REQUEST_PREFIXES = ("U", "Cu ")
"""An isolated request shows only what the caller says, not how the call went on."""
_ENDING_PREFIXES = ("E", "F", "Cl", "Ce", "Cz", "M last", "M asked", "M cut")
"""Features that the last turns alone can show."""


@dataclass(frozen=True, slots=True)
class Example:
    """``labels`` holds the true class by task; ``is_call`` is False for isolated requests; ``services`` are those named, with features, wanted or not.

    ``author`` is the prefix of the call's id: calls by one author are alike, so a model is evaluated on other authors' calls.
    """

    features: Mapping[str, float]
    labels: Mapping[str, Any]
    is_call: bool
    services: Sequence[tuple[str, Mapping[str, float], bool]] = ()
    author: str = ""


def examples_of_requests(sector: Sector, every: int = 1) -> list[Example]:
    """One example of every written request, or of one in ``every``."""
    texts = requests_of(sector)[::every]
    return [Example(_request_features(text, sector), labels, is_call=False) for text, labels in texts]


def examples_of_endings(sector: Sector, every: int = 1) -> list[Example]:
    texts = endings_of(sector)[::every]
    return [Example(_ending_features(text, sector), labels, is_call=False) for text, labels in texts]


def requests_of(sector: Sector) -> list[tuple[str, dict[str, Any]]]:
    return [*_openings(sector), *_requests(sector)]


def endings_of(sector: Sector) -> list[tuple[str, dict[str, Any]]]:
    """Read ``[outcome]``, then ``language = ["a: … | u: …"]``: the last turns of a call, which say nothing about its intent."""
    file = Path(sector.folder) / "endings.toml"
    if not file.is_file():
        return []
    tables = tomllib.loads(read_utf8(file))
    return [
        (text, {"outcome": outcome})
        for outcome, table in tables.items()
        for texts in table.values()
        for text in texts
    ]


def examples_of_calls(sector: Sector, calls: Iterable[Mapping[str, Any]]) -> list[Example]:
    return [_call_example(sector, call) for call in calls]


def transferred_examples(sector: Sector, calls: Iterable[Mapping[str, Any]], source: Sector) -> list[Example]:
    """Transfer from another template's calls what holds in any line of business: how calls end, and what each kind of intent sounds like.

    They are read with this template's phrases. An intent whose kind is unknown here contributes only its outcome, and urgency is never
    transferred: a failing brake and an aching tooth have nothing in common.
    """
    return [
        Example(
            _summed_values(_blocks(transcript_from_call(call), sector)),
            _transferred_labels(sector, call, source),
            is_call=False,
        )
        for call in calls
    ]


def _transferred_labels(sector: Sector, call: Mapping[str, Any], source: Sector) -> dict[str, Any]:
    labels = {"outcome": call["labels"]["outcome"]}
    own = sector.intent_of_kind(source.intents[call["labels"]["intent"]].kind)
    return labels | {"intent": own} if own else labels


def read_calls(files: Sequence[Path]) -> list[dict[str, Any]]:
    lines = [line for file in files for line in read_utf8(file).split("\n")]
    return [json.loads(line) for line in lines if line.strip()]


def _call_example(sector: Sector, call: Mapping[str, Any]) -> Example:
    tasks = (*TASKS, SERVICES)
    labels = {task: call["labels"][task] for task in tasks if task in call["labels"]}
    reading = read(transcript_from_call(call), vocabulary_of(sector))
    features = _summed_values(feature_blocks(reading, delexicalised_words(sector)))
    author = call.get("id", "").partition("-")[0]
    return Example(
        features, labels, is_call=True, services=_services(reading, sector, call["labels"]), author=author
    )


def _services(
    reading: Reading, sector: Sector, labels: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, float], bool]]:
    if not {"intent", "outcome", "services"} <= labels.keys():
        return []
    intent = sector.intents[labels["intent"]]
    return [*service_examples(reading, sector, intent, labels["outcome"], labels["services"])]


def _openings(sector: Sector) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the template's own by intent, then its base template's by kind, each for the first intent of that kind."""
    for file in sorted(Path(sector.folder).glob("openings_*.toml")):
        for intent, texts in tomllib.loads(read_utf8(file)).items():
            yield from ((text, {"intent": intent}) for text in texts)
    for file in sorted(Path(sector.base_folder).glob("openings_*.toml")) if sector.base_folder else ():
        for kind, texts in tomllib.loads(read_utf8(file)).items():
            of_kind = sector.intent_of_kind(kind)
            yield from ((text, {"intent": of_kind}) for text in texts if of_kind)


def _requests(sector: Sector) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read ``[intent]``, then ``"service+service urgency" = [texts]``; urgency may be omitted if it is the intent's default."""
    for file in sorted(Path(sector.folder).glob("requests_*.toml")):
        for intent, table in tomllib.loads(read_utf8(file)).items():
            for key, texts in table.items():
                services, _, urgency = key.partition(" ")
                labels = {
                    "intent": intent,
                    "services": [] if services == _NO_SERVICE else services.split("+"),
                    "urgency": urgency or sector.intents[intent].urgency,
                }
                yield from ((text, labels) for text in texts)


def _request_features(text: str, sector: Sector) -> dict[str, float]:
    turns = (Turn(0, "agent", "", 0), Turn(1, "user", text, 0))
    return _summed_values(_blocks(Transcript(turns), sector), _REQUEST_PREFIXES)


def _ending_features(text: str, sector: Sector) -> dict[str, float]:
    lines = [line.strip() for line in text.split("|")]
    turns = tuple(
        Turn(index, "user" if line.startswith("u:") else "agent", line[2:].strip(), None)
        for index, line in enumerate(["a: ", "u: ", *lines])
    )
    return _summed_values(_blocks(Transcript(turns), sector), _ENDING_PREFIXES)


def _blocks(transcript: Transcript, sector: Sector) -> Iterator[FeatureBlock]:
    return feature_blocks(read(transcript, vocabulary_of(sector)), delexicalised_words(sector))


def _summed_values(blocks: Iterable[FeatureBlock], prefixes: tuple[str, ...] = ("",)) -> dict[str, float]:
    """Add up the values of each feature that begins with one of these prefixes."""
    values: dict[str, float] = {}
    for block in blocks:
        for feature in block.names():
            if feature.startswith(prefixes):
                values[feature] = values.get(feature, 0.0) + block.value
    return values
