"""Checks the rates of the metric dictionary: recent hours against the same hours of previous weeks, and recent weeks against earlier ones.

Counting is left to the function that the tiles use.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from db.actions.alerts import NewAlert
from db.queries.alerts import OpenAlert
from db.queries.metrics.definitions import BY_NAME, Metric
from db.queries.metrics.figures import Figure
from db.queries.metrics.intervals import wilson
from db.queries.metrics.measure import measure, measure_by
from db.queries.metrics.periods import midnight
from db.queries.selection import Selection
from db.queries.watched import MAX_NAMED, bad_calls
from workers.watch.control_chart import Believed, Counted, Usual, usual
from workers.watch.drift import drift
from workers.watch.judging import Sighting, at_least, decides, is_quiet, is_recovered, most_alarming
from workers.watch.moves import Move, Over
from workers.watch.organization_state import OrganizationState
from workers.watch.rules import (
    CALM_HOURS,
    DRIFT,
    EARLIER_DAYS,
    MIN_DRIFT_CALLS,
    RATES,
    RECENT_DAYS,
    WEEKS,
    RateRule,
)
from workers.watch.stretches import Span, weeks_before

METRICS: tuple[Metric, ...] = tuple(BY_NAME[rule.metric] for rule in RATES)


@dataclass(frozen=True, slots=True)
class Look:
    """`figures` caches this round's counts: a period used by several rules is counted once."""

    session: Any
    state: OrganizationState
    figures: dict[Span, dict[str, Figure]] = field(default_factory=dict)

    def counted(self, rule: RateRule, span: Span) -> Counted:
        if span not in self.figures:
            self.figures[span] = measure(self.session, METRICS, self.selection(span), now=self.state.now)
        return bad_of(BY_NAME[rule.metric], self.figures[span][rule.metric])

    def selection(self, span: Span) -> Selection:
        return Selection(organization_id=self.state.id, since=span.since, until=span.until)

    def sighting(self, rule: RateRule, since: datetime, hours: int = 0) -> Sighting:
        """`since` may lie within the period; the usual rate is that of the whole period."""
        now = self.state.now
        whole = Span(now - timedelta(hours=hours) if hours else since, now)
        earlier = weeks_before(whole, self.state.calendar, WEEKS)
        seen = [self.counted(rule, span) for span in earlier]
        span = Span(since, now)
        return Sighting(span, self.counted(rule, span), usual(seen, Believed(rule.believed)))

    def evidence(self, rule: RateRule, seen: Sighting) -> dict[str, Any]:
        calls = bad_calls(
            self.session,
            BY_NAME[rule.metric],
            self.selection(seen.span),
            now=self.state.now,
            limit=MAX_NAMED,
        )
        return {
            **counts_of(rule, seen.span, seen.found, seen.usual),
            "chance": seen.chance,
            "calls": list(map(str, calls)),
        }


def bad_of(metric: Metric, found: Figure) -> Counted:
    hit = found.numerator or 0
    return Counted(found.n - hit if metric.better == "higher" else hit, found.n)


def counts_of(rule: RateRule, span: Span, found: Counted, as_usual: Usual) -> dict[str, Any]:
    return {
        "metric": rule.metric,
        "numerator": found.bad,
        "denominator": found.n,
        "share": found.share,
        "interval": list(wilson(found.bad, found.n) or ()),
        "expected": as_usual.share,
        "usual": {"numerator": as_usual.counted.bad, "denominator": as_usual.counted.n},
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
    }


def look_at_rate(rule: RateRule, look: Look) -> Iterator[Move]:
    state = look.state
    alert = state.opened(rule.name)
    if alert is not None:
        yield from over(rule, look, alert)
    elif state.may_open(rule.name) and not rests(rule, state):
        seen = most_alarming(rule, [*sightings(rule, look)], state.alarm)
        if seen is not None:
            yield NewAlert(rule=rule.name, severity=rule.severity, evidence=look.evidence(rule, seen))


def rests(rule: RateRule, state: OrganizationState) -> bool:
    return rule.rests and not state.calendar.is_open_on(state.calendar.day_of(state.now))


def sightings(rule: RateRule, look: Look) -> Iterator[tuple[Any, Sighting]]:
    """Calls before the end of the rule's last alert are not held against it again."""
    ended = look.state.ends.get((rule.name, ""))
    for stretch in rule.stretches:
        begin = look.state.now - timedelta(hours=stretch.hours)
        since = max(begin, ended) if ended else begin
        if since < look.state.now:
            yield stretch, look.sighting(rule, since, stretch.hours)


def over(rule: RateRule, look: Look, alert: OpenAlert) -> Iterator[Move]:
    seen = None
    for seen in newest_calls(rule, look, alert.opened_at):
        before = look.counted(rule, Span(alert.opened_at, seen.span.since))
        if is_recovered(rule, seen, max(alert.surely, at_least(before))):
            yield Over(rule.name, after=after(rule, seen))
            return
    if seen is not None and is_quiet(rule, seen, alert.opened_at, look.state.now):
        yield Over(rule.name, resolution="quiet", after=after(rule, seen))


def after(rule: RateRule, seen: Sighting) -> dict[str, Any]:
    return counts_of(rule, seen.span, seen.found, seen.usual)


def newest_calls(rule: RateRule, look: Look, opened_at: datetime) -> Iterator[Sighting]:
    """Sightings for each period since the alert opened with enough calls, shortest first; always for the longest."""
    now = look.state.now
    for hours in CALM_HOURS:
        since = max(opened_at, now - timedelta(hours=hours))
        is_longest = since == opened_at or hours == CALM_HOURS[-1]
        if since < now and (is_longest or decides(rule, look.counted(rule, Span(since, now)))):
            yield look.sighting(rule, since)
        if is_longest:
            return


def look_at_days(look: Look) -> Iterator[Move]:
    """Checks once a day whether a rate has drifted over weeks. The alert stays open while it has."""
    today = look.state.calendar.day_of(look.state.now)
    by_day = counts_by_day(look, today)
    for rule in RATES:
        if look.state.may_open(rule.name):
            yield from drifted(rule, look, today, by_day)


def counts_by_day(look: Look, today: date) -> dict[str, dict[date, Counted]]:
    first = today - timedelta(days=EARLIER_DAYS + RECENT_DAYS)
    span = days_span(look.state, first, today)
    found = measure_by(look.session, METRICS, look.selection(span), by=("day",), now=look.state.now)
    return {
        rule.name: {
            key[0]: bad_of(BY_NAME[rule.metric], figures[rule.metric]) for key, figures in found.items()
        }
        for rule in RATES
    }


def drifted(
    rule: RateRule, look: Look, today: date, by_day: dict[str, dict[date, Counted]]
) -> Iterator[Move]:
    begin = today - timedelta(days=RECENT_DAYS)
    days = by_day[rule.name]
    recent = [days.get(begin + timedelta(days=number), Counted(0, 0)) for number in range(RECENT_DAYS)]
    as_usual = usual([one for day, one in days.items() if day < begin], Believed(rule.believed))
    total = Counted(sum(one.bad for one in recent), sum(one.n for one in recent))
    is_open = look.state.opened(rule.name, DRIFT) is not None
    is_known = min(total.n, as_usual.counted.n) >= MIN_DRIFT_CALLS
    away = drift(recent, as_usual) if is_known else 0.0
    is_far = total.share - as_usual.share >= rule.least / 2
    if away >= look.state.drifted and is_far:
        seen = Sighting(days_span(look.state, begin, today), total, as_usual)
        evidence = {**look.evidence(rule, seen), "deviations": round(away, 2)}
        yield NewAlert(rule=rule.name, subject=DRIFT, severity="warning", evidence=evidence)
    elif is_open and away < look.state.drifted / 2:
        span = days_span(look.state, begin, today)
        yield Over(rule.name, DRIFT, after=counts_of(rule, span, total, as_usual))


def days_span(state: OrganizationState, first: date, today: date) -> Span:
    """Whole days of the organization's calendar, excluding today."""
    return Span(midnight(first, state.timezone), midnight(today, state.timezone))
