"""Calls in, labels out, one JSON object per line: the output of ``flask analyses label``."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from db.json_text import read_json
from workers.analysis.analyser import analyse
from workers.analysis.findings import ProgrammaticAnalysis
from workers.analysis.transcript import transcript_from_call
from workers.sectors import load_sector


class CallLineError(ValueError):
    """An invalid input line; the message names the line and what is expected."""


def label_calls(
    lines: Iterable[str], sector_name: str, tell: Callable[[CallLineError], object] | None = None
) -> Iterator[str]:
    """Read one call per line, ignoring its labels, and yield ``{"id", "labels"}`` lines in order.

    Invalid lines are passed to `tell` and skipped; without `tell`, the first one raises CallLineError.
    """
    sector = load_sector(sector_name)
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                call = _call(number, line)
            except CallLineError as error:
                if tell is None:
                    raise
                tell(error)
                continue
            labels = labels_of(analyse(transcript_from_call(call), sector))
            yield json.dumps({"id": call.get("id"), "labels": labels}, ensure_ascii=False)


def labels_of(analysis: ProgrammaticAnalysis) -> dict[str, Any]:
    return {
        "language": analysis.language.value,
        "intent": analysis.intent.value,
        "secondary_intents": [finding.value for finding in analysis.secondary_intents],
        "services": [finding.value for finding in analysis.services],
        "urgency": analysis.urgency.value,
        "outcome": analysis.outcome.value,
        "abandoned": analysis.abandonment.value,
        "abandonment_stage": analysis.abandonment.stage,
        "sentiment": analysis.sentiment.value,
        "entities": {name: entity.value for name, entity in analysis.entities.items()},
    }


def _call(number: int, line: str) -> dict[str, Any]:
    try:
        call = read_json(line.encode())
    except ValueError as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise CallLineError(f"line {number} is no JSON ({what}); write one call a line") from error
    if not (isinstance(call, dict) and {"id", "transcript"} <= call.keys()):
        raise CallLineError(f"line {number} is no call; write an object with id and transcript")
    if not isinstance(call["transcript"] or [], list):
        raise CallLineError(f"line {number} has a transcript that is no list; write the turns in order")
    return call
