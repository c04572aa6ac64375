"""When an organization's own rule opens an alert, and when that is over. Pure.

A threshold is somebody's wish, not what is usual, so there is nothing to compare with; but a figure of few calls is as uncertain as ever.
Where a figure has an interval, an alert opens only if all of it is past the threshold, and is over once the figure itself no longer is.
Between the two everything stays as it is.
"""

from datetime import datetime, timedelta
from typing import Literal

from db.own_rules import OwnRule
from db.queries.metrics.figures import Figure
from workers.watch.rules import QUIET_AFTER
from workers.watch.stretches import Calendar, Span, days_of

Finding = Literal["past", "unsure", "within", "few"]
WITHOUT_INTERVAL = frozenset({"count", "cost_per_part"})  # kinds of metrics
DAY, WEEK = 24, 7 * 24


def finding(rule: OwnRule, figure: Figure) -> Finding:
    """`few`: too few calls to say anything, or for the figure to have an interval."""
    if figure.value is None or (not rule.is_count and figure.n < rule.minimum):
        return "few"
    if not rule.is_past(float(figure.value)):
        return "within"
    if rule.figure.kind in WITHOUT_INTERVAL:
        return "past"
    if figure.interval is None:
        return "few"
    low, high = map(float, figure.interval)
    return "past" if rule.is_past(low) and rule.is_past(high) else "unsure"


def window(rule: OwnRule, now: datetime, ended: datetime | None) -> Span | None:
    """What may open an alert: calls before the end of the rule's last alert do not count against it again. None while too little of the
    window has passed since to tell that there is too little of something.
    """
    begin = now - timedelta(hours=rule.hours)
    if ended is None or ended <= begin:
        return Span(begin, now)
    return None if rule.is_shortfall or ended >= now else Span(ended, now)


def is_business(rule: OwnRule, span: Span, calendar: Calendar) -> bool:
    """Too few of something is told only of hours, or days, in which the business was open. A week has closed days like any other."""
    if not rule.is_shortfall or rule.hours >= WEEK:
        return True
    if rule.hours >= DAY:
        return all(calendar.is_open_on(day) for day in days_of(span, calendar.zone))
    return calendar.is_open_at(span.since) and calendar.is_open_at(span.until)


def ending(rule: OwnRule, figure: Figure, opened_at: datetime, now: datetime) -> str | None:
    """How an open alert is over; None if it is not."""
    found = finding(rule, figure)
    if found == "within":
        return "recovered"
    return "quiet" if found == "few" and now - opened_at >= QUIET_AFTER else None
