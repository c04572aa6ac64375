"""When an e-mail tells of an alert: of what is critical at once, of the rest when the business is open next. Pure."""

from datetime import datetime
from typing import Literal

from db.queries.alerts import Untold
from workers.watch.stretches import Calendar

Word = Literal["opened", "over", "opened_and_over"]


def due(alert: Untold, calendar: Calendar, now: datetime) -> bool:
    """Whether something about it is to be done now: written, or, as somebody has seen it already, not written any more."""
    may_ring = alert.severity == "critical" or calendar.is_open_at(now)
    return may_ring or word(alert) is None


def word(alert: Untold) -> Word | None:
    """What there is to say. Whoever has seen it on a page needs no e-mail that it is there, nor, then, that it has gone."""
    if not alert.is_told:
        if alert.is_acknowledged:
            return None
        return "opened_and_over" if alert.is_over else "opened"
    return "over" if alert.is_over and not alert.is_end_told else None
