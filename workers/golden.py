"""Golden calls: a template's labelled examples, analysed by the rules and compared field by field."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.analysis import analyse
from workers.analysis.labels import labels_of
from workers.analysis.text import split_words
from workers.analysis.transcript import transcript_from_call
from workers.sectors.schema import OUTCOMES, URGENCIES, Sector
from workers.sectors.source import Fault, SectorError, read_utf8

MIN_CALLS = 20
FIELDS = (
    "language", "intent", "secondary_intents", "services", "urgency", "outcome", "abandoned", "abandonment_stage",
    "sentiment", "entities",
)  # fmt: skip
ROLES = ("agent", "user")
_SETS = frozenset({"secondary_intents", "services"})
_FORMS = {name: 'write a list, ["…"]' if name in _SETS else "write one value" for name in FIELDS} | {
    "entities": 'write {"NAME": "…"}'
}


@dataclass(frozen=True, slots=True)
class GoldenCall:
    """Only the fields that `expected` holds are compared."""

    id: str
    line: int
    call: Mapping[str, Any]
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Miss:
    field: str
    expected: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fields` are those compared; the call passes where none of them is missed."""

    golden: GoldenCall
    fields: tuple[str, ...]
    misses: tuple[Miss, ...]

    def mark(self, field: str) -> str:
        if field not in self.fields:
            return ""
        return "✗" if any(miss.field == field for miss in self.misses) else "✓"


def read_calls(file: Path) -> list[GoldenCall]:
    """One call a line, in the form of a voice platform's record, with `labels`. Raises SectorError."""
    faults: list[Fault] = []
    calls = list(_calls(file, faults))
    if faults:
        raise SectorError(*faults)
    return calls


def _calls(file: Path, faults: list[Fault]) -> Iterator[GoldenCall]:
    if not file.is_file():
        faults.append(Fault(file, 1, "the file is missing", f"write at least {MIN_CALLS} calls, one a line"))
        return
    try:
        lines = read_utf8(file).split("\n")
    except SectorError as error:
        faults += error.faults
        return
    if lines[0].strip() == "[" or lines[0].startswith(("[{", "[ {")):
        remedy = "write one call a line, without the brackets around all and the commas between them"
        faults.append(Fault(file, 1, "this is a list of calls", remedy))
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            call = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
            faults.append(Fault(file, number, f"this is no JSON ({what})", "write one call a line"))
            continue
        fault = _fault_of(call)
        if fault:
            faults.append(Fault(file, number, *fault))
        else:
            yield GoldenCall(call["id"], number, call, call["labels"])


def _fault_of(call: Any) -> tuple[str, str] | None:
    if not isinstance(call, dict) or not isinstance(call.get("id"), str):
        return "the call has no id", 'write {"id": "…", "transcript": […], "labels": {…}}'
    if not isinstance(call.get("transcript"), list) or not isinstance(call.get("labels"), dict):
        return f"{call['id']} lacks its transcript or its labels", "write both, see docs/sectors.md"
    turns = [
        fault for number, turn in enumerate(call["transcript"], 1) if (fault := _fault_of_turn(turn, number))
    ]
    if turns:
        return turns[0]
    unknown = [name for name in call["labels"] if name not in FIELDS]
    if unknown:
        return f"{unknown[0]} is no label", f"write some of {', '.join(FIELDS)}"
    wrong = [name for name, value in call["labels"].items() if not _is_label(name, value)]
    return (f"{wrong[0]} is {call['labels'][wrong[0]]!r}", _FORMS[wrong[0]]) if wrong else None


def _fault_of_turn(turn: Any, number: int) -> tuple[str, str] | None:
    """What nobody said, or when, would be read over, and the call judged without it."""
    form = '{"role": "user", "message": "…", "time_in_call_secs": 4}'
    if not isinstance(turn, dict):
        return f"turn {number} of the transcript is no turn", f"write {form}"
    if turn.get("role") not in ROLES:
        return f"turn {number} has the role {turn.get('role')!r}", "write agent or user"
    second = turn.get("time_in_call_secs", 0)
    if not isinstance(second, int | float) or isinstance(second, bool):
        return f"turn {number} is said at {second!r}", "write its second as a number"
    return None


def _is_label(name: str, value: Any) -> bool:
    if name in _SETS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, dict) if name == "entities" else not isinstance(value, list | dict)


def faults_of_labels(calls: Sequence[GoldenCall], sector: Sector) -> Iterator[Fault]:
    """Labels that the template does not have, which no reading can reach, and calls that are there twice."""
    known: Mapping[str, Collection[str]] = {
        "intent": sector.intents,
        "secondary_intents": sector.intents,
        "services": sector.services,
        "entities": sector.entities,
        "urgency": URGENCIES,
        "outcome": OUTCOMES,
    }
    seen: set[str] = set()
    for golden in calls:
        if golden.id in seen:
            yield Fault(sector.golden_file, golden.line, f"{golden.id} is there twice", "write another call")
        seen.add(golden.id)
        yield from _faults_of_values(golden, sector)
        for field, values in known.items():
            given = golden.expected.get(field, ())
            for value in (given,) if isinstance(given, str) else given:
                if value not in values:
                    what, remedy = f"there is no {field} {value!r}", f"write one of {', '.join(values)}"
                    yield Fault(sector.golden_file, golden.line, what, remedy)


def _faults_of_values(golden: GoldenCall, sector: Sector) -> Iterator[Fault]:
    """An entity that is one of some values has no other."""
    for name, value in golden.expected.get("entities", {}).items():
        values = sector.entities[name].values if name in sector.entities else {}
        if values and value not in (None, *values):
            what = f"there is no {name} {value!r}"
            yield Fault(sector.golden_file, golden.line, what, f"write one of {', '.join(values)}")


def judge(golden: GoldenCall, sector: Sector) -> Verdict:
    found = labels_of(analyse(transcript_from_call(golden.call), sector))
    fields = tuple(name for name in FIELDS if name in golden.expected)
    misses = [miss for name in fields for miss in _misses(name, golden.expected[name], found[name], sector)]
    return Verdict(golden, fields, tuple(misses))


def _misses(field: str, expected: Any, found: Any, sector: Sector) -> Iterator[Miss]:
    if field == "entities":
        for name in sorted({*expected, *(name for name in found if not _is_free(sector, name))}):
            if not _same_entity(sector, name, expected.get(name), found.get(name)):
                yield Miss(field, {name: expected.get(name)}, {name: found.get(name)})
    elif field in _SETS:
        if set(expected) != set(found):
            yield Miss(field, sorted(expected), sorted(found))
    elif expected != found:
        yield Miss(field, expected, found)


def _same_entity(sector: Sector, name: str, expected: Any, found: Any) -> bool:
    """Requested times are the caller's words, of which one side may have more than the other. Everything else must be equal."""
    if not _is_free(sector, name) or expected is None or found is None:
        return bool(expected == found)
    one, other = set(split_words(str(expected)).words), set(split_words(str(found)).words)
    return one <= other or other <= one


def _is_free(sector: Sector, name: str) -> bool:
    """Whether the entity is free text in the caller's words, which is compared only if the label contains it."""
    return name in sector.entities and sector.entities[name].kind == "time_words"
