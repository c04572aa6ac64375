"""Named periods («last 28 days») whose dates move with the calendar, so a saved view stays current."""

from collections.abc import Mapping
from datetime import date, timedelta

Span = tuple[date, date]


def spans(today: date) -> dict[str, Span]:
    """First and last day of each period."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return {
        "today": (today, today),
        "week": (today - timedelta(days=6), today),
        "four_weeks": (today - timedelta(days=27), today),
        "quarter": (today - timedelta(days=90), today),
        "month": (month, today),
        "last_month": (before.replace(day=1), before),
    }


def named(filters: Mapping[str, str], today: date) -> dict[str, str]:
    """Dates that form a named period today are stored as `period`."""
    given = filters.get("from"), filters.get("to")
    for name, (first, last) in spans(today).items():
        if given == (first.isoformat(), last.isoformat()):
            rest = {key: value for key, value in filters.items() if key not in {"from", "to"}}
            return {**rest, "period": name}
    return dict(filters)


def dated(filters: Mapping[str, str], today: date) -> dict[str, str]:
    """Replaces `period` with the days it has today."""
    found = spans(today).get(filters.get("period", ""))
    rest = {key: value for key, value in filters.items() if key != "period"}
    return {**rest, "from": found[0].isoformat(), "to": found[1].isoformat()} if found else rest
