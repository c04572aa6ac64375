"""When a business is open: its week, public holidays and own exceptions. Pure.

Hours are wall-clock hours, so a change to summer time does not move them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from db.telephone.spans import DAY_MINUTES, Span, read_spans

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEARCH_DAYS = 370  # a business that does not open within so many days counts as closed for good
Why = Literal["hours", "feast", "closed_day"]


def _checked(texts: list[str]) -> list[str]:
    return [str(span) for span in read_spans(texts)]


Spans = Annotated[list[str], AfterValidator(_checked)]


def read_days(value: Any) -> tuple[date, date]:
    """`2026-08-10`, or `2026-08-10..2026-08-21` with both ends in it."""
    if isinstance(value, list | tuple):
        value = "..".join(str(part) for part in value)
    first, dots, last = str(value).partition("..")
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat((last if dots else first).strip())
    except ValueError:
        raise ValueError(
            f"{value!r} is no day: write 2026-08-10, or 2026-08-10..2026-08-21 for several"
        ) from None
    if days[1] < days[0]:
        raise ValueError(f"{value!r} ends before it begins")
    return days


Days = Annotated[tuple[date, date], BeforeValidator(read_days)]


@dataclass(frozen=True, slots=True)
class OpeningState:
    """`changes_at`: when it closes, or opens again; None if never."""

    is_open: bool
    why: Why
    changes_at: datetime | None
    feast: str = ""

    @property
    def name(self) -> str:
        return "open" if self.is_open else "closed" if self.why == "hours" else self.why


class OpeningHours(BaseModel):
    """`special` days have their own hours, even on public holidays; `closed` days have none; `feasts` are the holidays
    of `region`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    week: dict[Weekday, Spans]
    special: dict[date, Spans] = {}
    closed: list[Days] = []
    region: str = ""
    feasts: dict[date, str] = {}

    def on(self, day: date) -> tuple[tuple[Span, ...], Why]:
        """The day's hours, and the reason for them."""
        if day in self.special:
            return read_spans(self.special[day]), "hours"
        if any(first <= day <= last for first, last in self.closed):
            return (), "closed_day"
        if day in self.feasts:
            return (), "feast"
        return read_spans(self.week.get(WEEKDAYS[day.weekday()], [])), "hours"

    def state_at(self, moment: datetime, zone: ZoneInfo) -> OpeningState:
        local = moment.astimezone(zone)
        minute = local.hour * 60 + local.minute
        spans, why = self.on(local.date())
        for span in spans:
            if span.start <= minute < span.end:
                return OpeningState(True, "hours", self._closes(local.date(), span, zone))
        opens = self._opens(local.date(), minute, zone)
        return OpeningState(False, why, opens, self.feasts.get(local.date(), "") if why == "feast" else "")

    def _closes(self, day: date, span: Span, zone: ZoneInfo) -> datetime | None:
        """The end of the current span; hours that continue at midnight count as one span."""
        for ahead in range(SEARCH_DAYS):
            following = self.on(day + timedelta(days=ahead + 1))[0]
            if span.end < DAY_MINUTES or not following or following[0].start:
                return _moment(day + timedelta(days=ahead), span.end, zone)
            span = following[0]
        return None

    def _opens(self, day: date, minute: int, zone: ZoneInfo) -> datetime | None:
        for ahead in range(SEARCH_DAYS):
            for span in self.on(day + timedelta(days=ahead))[0]:
                if ahead or span.start > minute:
                    return _moment(day + timedelta(days=ahead), span.start, zone)
        return None


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local time that is skipped when summer time begins is moved to the hour after it."""
    whole_days, minutes = divmod(minutes, DAY_MINUTES)
    local = datetime.combine(day + timedelta(days=whole_days), time(minutes // 60, minutes % 60), zone)
    return datetime.fromtimestamp(local.timestamp(), zone)
