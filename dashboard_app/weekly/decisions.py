"""Chooses the decisions that a week's counts call for, by rules that the report states. Pure; `sheet` puts them into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MAX_DECISIONS = 3
MIN_CALLS = 3  # fewer may be chance
MIN_FAULTS = 2
Kind = Literal["promises", "missed_hour", "need", "stage", "transfers", "faults", "language"]
Share = tuple[int, int]  # count and total


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Calls of one week. `missed_by_hour` is keyed by weekday (Monday is 1) and hour (0 to 23)."""

    late_promises: tuple[str, ...] = ()  # ids of the calls in which they were given
    missed: int = 0
    missed_by_hour: Mapping[tuple[int, int], int] = field(default_factory=dict)
    unmet_by_service: Mapping[str, int] = field(default_factory=dict)
    unmet_by_intent: Mapping[str, int] = field(default_factory=dict)
    abandoned_by_stage: Mapping[str, int] = field(default_factory=dict)
    transfers_unanswered: Share = (0, 0)
    faults: Share = (0, 0)
    other_language: Share = (0, 0)


@dataclass(frozen=True, slots=True)
class Decision:
    """`calls` of `of` calls. `about`, by kind: `service:<name>`, `intent:<name>`, a stage, `weekday-hour`, or ids of calls."""

    kind: Kind
    calls: int
    of: int = 0
    about: str = ""


def decisions(counts: Counts) -> tuple[Decision, ...]:
    """At most three: late call-backs first, the others by number of calls."""
    found = [*missed_hour(counts), *need(counts), *stage(counts), *shares(counts)]
    found.sort(key=lambda one: -one.calls)
    return tuple([*promises(counts), *found][:MAX_DECISIONS])


def promises(counts: Counts) -> list[Decision]:
    calls = counts.late_promises
    return [Decision("promises", len(calls), about=",".join(calls))] if calls else []


def missed_hour(counts: Counts) -> list[Decision]:
    found = largest({f"{day}-{hour}": calls for (day, hour), calls in counts.missed_by_hour.items()})
    return [Decision("missed_hour", found[1], counts.missed, found[0])] if found else []


def need(counts: Counts) -> list[Decision]:
    """The service most often not provided; the most frequent intent if no service was named often enough."""
    service, intent = largest(counts.unmet_by_service), largest(counts.unmet_by_intent)
    if service:
        return [Decision("need", service[1], about=f"service:{service[0]}")]
    return [Decision("need", intent[1], about=f"intent:{intent[0]}")] if intent else []


def stage(counts: Counts) -> list[Decision]:
    found = largest(counts.abandoned_by_stage)
    if not found:
        return []
    return [Decision("stage", found[1], sum(counts.abandoned_by_stage.values()), found[0])]


def shares(counts: Counts) -> list[Decision]:
    listed: tuple[tuple[Kind, Share, int], ...] = (
        ("transfers", counts.transfers_unanswered, MIN_CALLS),
        ("faults", counts.faults, MIN_FAULTS),
        ("language", counts.other_language, MIN_CALLS),
    )
    return [Decision(kind, calls, of) for kind, (calls, of), least in listed if calls >= least]


def largest(counts: Mapping[str, int]) -> tuple[str, int] | None:
    """Name and count of the most frequent with at least `MIN_CALLS`, else None. Ties go to the first name, so that the
    result is stable.
    """
    known = {name: calls for name, calls in counts.items() if name and calls >= MIN_CALLS}
    return min(known.items(), key=lambda one: (-one[1], one[0])) if known else None
