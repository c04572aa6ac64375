"""Which decisions a week's figures call for, by rules that the report states. Pure: from counts, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MOST = 3
LEAST_CALLS = 3  # fewer are chance
LEAST_FAULTS = 2
Kind = Literal["promises", "missed_hour", "need", "stage", "transfers", "faults", "language"]
Share = tuple[int, int]  # how many, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of one week. `missed_by_hour` is by weekday (Monday is 1) and hour; needs are services, or wishes of calls that name none."""

    late_promises: tuple[str, ...] = ()  # the calls in which they were given
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
    """`about` is what the words name: a service, a stage, `weekday-hour`, or calls by their ids."""

    kind: Kind
    calls: int
    of: int = 0
    about: str = ""


def decisions(counts: Counts) -> tuple[Decision, ...]:
    """A promise comes first, for it was given; the rest by how many callers it concerns."""
    found = [*missed_hour(counts), *need(counts), *stage(counts), *shares(counts)]
    found.sort(key=lambda one: -one.calls)
    return tuple([*promises(counts), *found][:MOST])


def promises(counts: Counts) -> list[Decision]:
    calls = counts.late_promises
    return [Decision("promises", len(calls), about=",".join(calls))] if calls else []


def missed_hour(counts: Counts) -> list[Decision]:
    found = largest({f"{day}-{hour}": calls for (day, hour), calls in counts.missed_by_hour.items()})
    return [Decision("missed_hour", found[1], counts.missed, found[0])] if found else []


def need(counts: Counts) -> list[Decision]:
    """A service says more than a wish; a wish stands where no service was named often enough."""
    service, wish = largest(counts.unmet_by_service), largest(counts.unmet_by_intent)
    if service:
        return [Decision("need", service[1], about=f"service:{service[0]}")]
    return [Decision("need", wish[1], about=f"intent:{wish[0]}")] if wish else []


def stage(counts: Counts) -> list[Decision]:
    found = largest(counts.abandoned_by_stage)
    if not found:
        return []
    return [Decision("stage", found[1], sum(counts.abandoned_by_stage.values()), found[0])]


def shares(counts: Counts) -> list[Decision]:
    listed: tuple[tuple[Kind, Share, int], ...] = (
        ("transfers", counts.transfers_unanswered, LEAST_CALLS),
        ("faults", counts.faults, LEAST_FAULTS),
        ("language", counts.other_language, LEAST_CALLS),
    )
    return [Decision(kind, calls, of) for kind, (calls, of), least in listed if calls >= least]


def largest(counts: Mapping[str, int]) -> tuple[str, int] | None:
    """The most frequent, where it is frequent enough; of equals the first by name, so that the same week says the same."""
    known = {name: calls for name, calls in counts.items() if name and calls >= LEAST_CALLS}
    return min(known.items(), key=lambda one: (-one[1], one[0])) if known else None
