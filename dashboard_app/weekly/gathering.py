"""Queries everything a weekly report needs, with the metric functions of tiles and charts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dashboard_app import formats
from dashboard_app.weekly.decisions import Counts, Decision, Share, decisions
from dashboard_app.weekly.weeks import Week
from db.queries.frames import records
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure, measure_by
from db.queries.metrics.parts import NO_NEED, UNMET
from db.queries.selection import Selection
from db.queries.weekly_sheet import (
    abandoned_calls,
    has_lost_words,
    late_call_backs,
    quickest_bookings,
    unmet_calls,
)

NUMBERS = ("answered_rate", "bookings", "cost_per_call")
RATES = ("forward_success_rate", "fault_rate", "language_match_rate")
TO_HEAR = 3
CONSIDERED = 30  # of each kind: one caller may have rung that often in a week
Read = Any  # a session of `db.database`: only db knows what it is made of
Call = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """`now` and `before`: figures of this and the previous week by metric name; `to_hear`: calls, each with why it was chosen."""

    week: Week
    counted_at: datetime
    calls: int
    simulated: int  # of these; shown, so that nobody takes simulated calls for customers
    now: Mapping[str, Figure]
    before: Mapping[str, Figure]
    to_hear: tuple[tuple[str, Call], ...]
    decisions: tuple[Decision, ...]
    has_lost_words: bool = False  # nothing is to hear, and there were calls that nobody can hear any more

    @property
    def is_empty(self) -> bool:
        return self.calls == 0


def gather(session: Read, *, organization_id: UUID, timezone: str, week: Week, now: datetime) -> WeekFacts:
    selection = week.selection(organization_id, timezone)
    metrics = [BY_NAME[name] for name in ("calls", *NUMBERS)]
    figures = measure(session, metrics, selection, now=now)
    before = measure(session, metrics, week.before.selection(organization_id, timezone), now=now)
    to_hear = calls_to_hear(session, selection)
    return WeekFacts(
        week=week,
        counted_at=now,
        calls=figures["calls"].n,
        simulated=measure(session, metrics[:1], replace(selection, is_simulated=True), now=now)["calls"].n,
        now=figures,
        before=before,
        to_hear=to_hear,
        decisions=decisions(counts(session, selection, now)),
        has_lost_words=not to_hear and has_lost_words(session, selection),
    )


def calls_to_hear(session: Read, selection: Selection) -> tuple[tuple[str, Call], ...]:
    """The most urgent unresolved call, the longest abandoned one and the quickest booking, of three callers if there are as
    many; more unresolved calls if one is missing.
    """
    questions: tuple[tuple[str, Callable[..., Any]], ...] = (
        ("unmet", unmet_calls),
        ("abandoned", abandoned_calls),
        ("booked", quickest_bookings),
        ("unmet", unmet_calls),
        ("unmet", unmet_calls),
    )
    chosen: list[tuple[str, Call]] = []
    for why, ask in questions:
        if len(chosen) == TO_HEAR:
            break
        found = records(ask(session, selection, limit=CONSIDERED))
        if call := next_to_hear(found, [call for _, call in chosen]):
            chosen.append((why, call))
    return tuple(chosen)


def next_to_hear(found: Sequence[Call], chosen: Sequence[Call]) -> Call | None:
    """The first call of another caller than those chosen; of the same one if nobody else rang. Who hides their number is another."""
    left = [call for call in found if call["id"] not in {one["id"] for one in chosen}]
    callers = {one["phone_number"] for one in chosen if not formats.is_hidden(one["phone_number"])}
    return next((call for call in left if call["phone_number"] not in callers), left[0] if left else None)


def counts(session: Read, selection: Selection, now: datetime) -> Counts:
    unmet = replace(selection, outcomes=UNMET, parts=("heard_out",))

    def by(metric: str, of: Selection, *keys: str) -> dict[Any, int]:
        found = measure_by(session, [BY_NAME[metric]], of, by=keys, now=now)
        return {key if len(key) > 1 else key[0]: counted(one[metric]) for key, one in found.items()}

    figures = measure(session, [BY_NAME[name] for name in RATES], selection, now=now)
    intents = by("calls", unmet, "intent")
    return Counts(
        late_promises=tuple(str(call) for call in late_call_backs(session, selection, now=now)),
        missed=counted(measure(session, [BY_NAME["missed_calls"]], selection, now=now)["missed_calls"]),
        missed_by_hour=by("missed_calls", selection, "weekday", "hour"),
        unmet_by_service=by("calls", unmet, "service"),
        unmet_by_intent={intent: n for intent, n in intents.items() if intent not in NO_NEED},
        abandoned_by_stage=by("abandonment_rate", selection, "stage"),
        transfers_unanswered=rest(figures["forward_success_rate"]),
        faults=share(figures["fault_rate"]),
        other_language=rest(figures["language_match_rate"]),
    )


def counted(found: Figure) -> int:
    return int(found.numerator or 0) if found.numerator is not None else found.n


def share(found: Figure) -> Share:
    return int(found.numerator or 0), found.n


def rest(found: Figure) -> Share:
    return found.n - int(found.numerator or 0), found.n
