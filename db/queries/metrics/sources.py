"""Where a figure is counted from: the sums of whole months that are up to date, and the facts of all other time.

Both have the same columns, so that the same conditions are asked of both, and what they count is added up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from db.models import CallCell, CallFact, CallMonth, CallSpread, Organization
from db.queries.metrics.parts import TIMED
from db.queries.selection import Selection

FEWEST_MONTHS = 2  # below, the facts are as quick
NOT_SUMMED = {"day", "week", "weekday", "hour"}  # keys and filters that a month's sums do not know
SPREAD_KEYS = {"direction", "agent", "language", "month"}


@dataclass(frozen=True, slots=True)
class Source:
    """`table` has the columns of `call_facts`."""

    table: Any
    conditions: tuple[ColumnElement[bool], ...]

    @property
    def is_summed(self) -> bool:
        return self.table is not CallFact

    def count(self, condition: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
        counted = func.sum(self.table.n) if self.is_summed else func.count()
        return func.coalesce(counted if condition is None else counted.filter(condition), 0)


def for_parts(
    session: Session, selection: Selection, by: Sequence[str], parts: Sequence[str]
) -> list[Source]:
    asks = {*selection.parts, *parts}
    if selection.is_of_single_calls() or NOT_SUMMED & set(by) or TIMED & asks:
        return [facts(selection)]
    return split(session, selection, CallCell, [])


def for_spread(session: Session, selection: Selection, by: Sequence[str], column: str) -> list[Source]:
    """`selection` without the part that the column has by itself."""
    if selection.is_of_single_calls() or set(by) - SPREAD_KEYS or not selection.is_plain():
        return [facts(selection)]
    return split(session, selection, CallSpread, [CallSpread.column_name == column])


def facts(selection: Selection, *also: ColumnElement[bool]) -> Source:
    return Source(CallFact, (*selection.conditions(), *also))


def split(
    session: Session, selection: Selection, table: Any, also: list[ColumnElement[bool]]
) -> list[Source]:
    months = whole_months(session, selection)
    if len(months) < FEWEST_MONTHS:
        return [facts(selection)]
    zone = zone_of(session, selection)
    gaps = [
        and_(
            *([CallFact.started_at >= begin] if begin else []), *([CallFact.started_at < end] if end else [])
        )
        for begin, end in between(months, zone)
    ]
    summed = (table.organization_id == selection.organization_id, table.day.in_(months), *also)
    return [Source(table, (*summed, *selection.traits(table))), facts(selection, or_(*gaps))]


def whole_months(session: Session, selection: Selection) -> list[date]:
    """The first days of the months that lie in the period and whose sums are those of their facts."""
    theirs = CallMonth.organization_id == selection.organization_id
    found = session.scalars(select(CallMonth.day).where(theirs, ~CallMonth.is_stale).order_by(CallMonth.day))
    zone = zone_of(session, selection)
    return [
        day
        for day in found
        if (selection.since is None or selection.since <= midnight(day, zone))
        and (selection.until is None or midnight(month_after(day), zone) <= selection.until)
    ]


def between(months: list[date], zone: ZoneInfo) -> Iterator[tuple[datetime | None, datetime | None]]:
    """The time before, between and after the months; empty stretches between neighbours are left out."""
    begin: datetime | None = None
    for day in months:
        if begin != midnight(day, zone):
            yield begin, midnight(day, zone)
        begin = midnight(month_after(day), zone)
    yield begin, None


def zone_of(session: Session, selection: Selection) -> ZoneInfo:
    wanted = select(Organization.timezone).where(Organization.id == selection.organization_id)
    return ZoneInfo(session.scalars(wanted).one())


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def month_after(day: date) -> date:
    return (day + timedelta(days=32)).replace(day=1)
