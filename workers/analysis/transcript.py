"""The analyser's input: the turns of one call, in order, as any voice platform records them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any, Literal

Role = Literal["agent", "user"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said until the other spoke; times count from the call's first ring."""

    position: int
    role: Role
    text: str
    started_ms: int | None
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """`country`: of the business; its callers dictate telephone numbers as they are dialled there."""

    turns: tuple[Turn, ...]
    started_at: datetime | None = None
    duration_seconds: float | None = None
    end_reason: str | None = None
    ended_by_staff: bool = False  # ended early by the business: the caller did not leave
    country: str = "ES"


def transcript_from_call(call: Mapping[str, Any]) -> Transcript:
    """Read a call in the platform's format: role, message, time_in_call_secs; unknown roles count as the agent's."""
    turns = tuple(_turn(position, turn) for position, turn in enumerate(_turns(call)))
    duration = call.get("duration_secs")
    return Transcript(
        turns=turns,
        duration_seconds=float(duration)
        if isinstance(duration, int | float) and isfinite(duration)
        else None,
        end_reason=str(call["termination_reason"]) if call.get("termination_reason") else None,
    )


def _turns(call: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    turns = call.get("transcript") or ()
    return [turn for turn in turns if isinstance(turn, Mapping)]


def _turn(position: int, turn: Mapping[str, Any]) -> Turn:
    seconds = turn.get("time_in_call_secs")
    return Turn(
        position=position,
        role="user" if turn.get("role") == "user" else "agent",
        text=str(turn.get("message") or ""),
        started_ms=round(seconds * 1000) if isinstance(seconds, int | float) and isfinite(seconds) else None,
    )
