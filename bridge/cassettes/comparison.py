"""Compares a call with its replay, line by line: same, changed, missing or added, and how much later each answer came. Pure."""

import re
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from bridge.cassettes.dialogue import ENDS_ALIKE
from bridge.cassettes.lines import SpokenLine, lines_of
from db.cassettes import RecordedCall

Outcome = Literal["same", "changed", "missing", "added"]
DEFAULT_TOLERANCE_MS = 1500


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """`delta_ms`: how much longer the silence before the line was in the replay; None if either silence is unknown."""

    role: str
    outcome: Outcome
    original: str | None
    replay: str | None
    delta_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    lines: tuple[ComparedLine, ...]
    original_end: str | None
    replay_end: str | None
    tolerance_ms: int = DEFAULT_TOLERANCE_MS

    @property
    def ends_alike(self) -> bool:
        """True also if the original ended in a way that a replay cannot reproduce."""
        return self.original_end not in ENDS_ALIKE or self.original_end == self.replay_end

    @property
    def is_same(self) -> bool:
        return self.ends_alike and all(
            line.outcome == "same" and self.is_in_time(line) for line in self.lines
        )

    def is_in_time(self, line: ComparedLine) -> bool:
        return line.delta_ms is None or abs(line.delta_ms) <= self.tolerance_ms

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "is_same": self.is_same,
            "end_reasons": {
                "original": self.original_end,
                "replay": self.replay_end,
                "alike": self.ends_alike,
            },
            "tolerance_ms": self.tolerance_ms,
            "lines": [asdict(line) | {"in_time": self.is_in_time(line)} for line in self.lines],
        }


def compare(
    original: RecordedCall,
    replay: RecordedCall,
    *,
    tolerance_ms: int = DEFAULT_TOLERANCE_MS,
    speed: float = 1.0,
) -> Comparison:
    """`speed`: how much faster than the original the replay was played; its silences are stretched by that factor."""
    ours, theirs = lines_of(original.turns), lines_of(replay.turns)
    matcher = SequenceMatcher(
        None, [key(line) for line in ours], [key(line) for line in theirs], autojunk=False
    )
    lines: list[ComparedLine] = []
    for _, first, last, other_first, other_last in matcher.get_opcodes():
        lines += compare_block(ours[first:last], theirs[other_first:other_last], speed)
    return Comparison(tuple(lines), original.end_reason, replay.end_reason, tolerance_ms)


def compare_block(ours: list[SpokenLine], theirs: list[SpokenLine], speed: float) -> list[ComparedLine]:
    """Pairs lines of the same speaker as changed; lines without a counterpart are missing or added."""
    lines = []
    ours, theirs = list(ours), list(theirs)
    while ours or theirs:
        if ours and theirs and ours[0].role == theirs[0].role:
            lines.append(compare_line(ours.pop(0), theirs.pop(0), speed))
        elif len(ours) >= len(theirs):
            line = ours.pop(0)
            lines.append(ComparedLine(line.role, "missing", line.text, None))
        else:
            line = theirs.pop(0)
            lines.append(ComparedLine(line.role, "added", None, line.text))
    return lines


def compare_line(ours: SpokenLine, theirs: SpokenLine, speed: float) -> ComparedLine:
    is_known = ours.gap_ms is not None and theirs.gap_ms is not None
    delta_ms = round((theirs.gap_ms or 0) * speed - (ours.gap_ms or 0)) if is_known else None
    outcome: Outcome = "same" if key(ours) == key(theirs) else "changed"
    return ComparedLine(ours.role, outcome, ours.text, theirs.text, delta_ms)


def key(line: SpokenLine) -> tuple[str, str]:
    """Case, accents' spelling and punctuation are the transcriber's, not the speaker's."""
    return line.role, re.sub(r"\W+", " ", line.text.casefold()).strip()
