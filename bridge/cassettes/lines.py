"""What was said, line by line. Consecutive turns of one side form one line, because nobody answered between them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from db.cassettes import KeptTurn


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """`gap_ms` is the silence before it, where both its ends are known: below zero they spoke at once."""

    role: str
    text: str
    is_interrupted: bool
    started_ms: int | None
    ended_ms: int | None
    gap_ms: int | None = None


def lines_of(turns: Iterable[KeptTurn]) -> list[SpokenLine]:
    lines: list[SpokenLine] = []
    spoken = (turn for turn in turns if any(map(str.isalnum, turn.text)))
    for role, group in groupby(spoken, key=lambda turn: turn.role):
        said = list(group)
        before = lines[-1].ended_ms if lines else None
        started = said[0].started_ms
        lines.append(
            SpokenLine(
                role=role,
                text=" ".join(turn.text for turn in said),
                is_interrupted=said[-1].is_interrupted,
                started_ms=started,
                ended_ms=said[-1].ended_ms,
                gap_ms=None if before is None or started is None else started - before,
            )
        )
    return lines
