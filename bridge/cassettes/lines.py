"""Merges consecutive turns of one speaker into lines: nobody answered between them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from db.cassettes import RecordedTurn


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """`gap_ms` is the silence before the line, None if either end of it is unknown; negative if both spoke at once."""

    role: str
    text: str
    is_interrupted: bool
    started_ms: int | None
    ended_ms: int | None
    gap_ms: int | None = None


def lines_of(turns: Iterable[RecordedTurn]) -> list[SpokenLine]:
    lines: list[SpokenLine] = []
    spoken = (turn for turn in turns if any(map(str.isalnum, turn.text)))
    for role, group in groupby(spoken, key=lambda turn: turn.role):
        turns_of_line = list(group)
        before = lines[-1].ended_ms if lines else None
        started = turns_of_line[0].started_ms
        lines.append(
            SpokenLine(
                role=role,
                text=" ".join(turn.text for turn in turns_of_line),
                is_interrupted=turns_of_line[-1].is_interrupted,
                started_ms=started,
                ended_ms=turns_of_line[-1].ended_ms,
                gap_ms=None if before is None or started is None else started - before,
            )
        )
    return lines
