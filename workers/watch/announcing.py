"""When an alert is announced by e-mail: critical ones at once, others when the business is next open. Pure."""

from datetime import datetime
from typing import Literal

from db.queries.alerts import EmailState
from workers.watch.stretches import Calendar

Word = Literal["opened", "over", "opened_and_over"]


def due(alert: EmailState, calendar: Calendar, now: datetime) -> bool:
    """Whether to act now: to write, or to note that no e-mail is needed because somebody has seen the alert."""
    may_ring = alert.severity == "critical" or calendar.is_open_at(now)
    return may_ring or word(alert) is None


def word(alert: EmailState) -> Word | None:
    """What to announce. An alert acknowledged on a page needs no e-mail when it opens, nor when it is resolved."""
    if not alert.is_told:
        if alert.is_acknowledged:
            return None
        return "opened_and_over" if alert.is_over else "opened"
    return "over" if alert.is_over and not alert.is_end_told else None
