"""Where a figure is counted from: the column copy for unchanged days, monthly sums that are up to date, and the facts for
all other time.

All have the same columns, so the same conditions apply to each.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from db.columns.within import DaysInCopy, copied
from db.models import CallCell, CallFact, CallMonth, CallSpread, Organization
from db.queries.metrics.keys import MEASURED
from db.queries.metrics.parts import TIMED
from db.queries.selection import Selection

if TYPE_CHECKING:
    from db.columns.copy import CopiedDay

MIN_MONTHS = 2  # with fewer, counting the facts is as fast
NOT_SUMMED = {"day", "week", "weekday", "called", *MEASURED}  # keys and filters that monthly sums do not have
JOINED = {"side"}  # keys that only single calls in the database have
SPREAD_KEYS = {"direction", "agent", "language", "month"}
DAY = timedelta(days=1)
Named = Mapping[str, ColumnElement[Any]]
Made = Callable[[], Named]
Pairs = Iterable[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Source:
    """`table` has the columns of `call_facts`; a copy's rows come from its process, all others from the database.

    `period` are conditions of a copy's rows, too, and `asks` is what the others were made of.
    """

    table: Any
    conditions: tuple[ColumnElement[bool], ...]
    is_summed: bool = False
    copy: DaysInCopy | None = None
    period: tuple[ColumnElement[bool], ...] = ()
    asks: Hashable = None

    def with_(self, condition: ColumnElement[bool], name: str) -> "Source":
        return replace(self, conditions=(*self.conditions, condition), asks=(self.asks, name))

    def counted(
        self, session: Session, keys: Made, counts: Made, sums: Made, shape: Hashable
    ) -> Iterable[Sequence[Any]]:
        """Rows of keys, counts and sums, in that order: how many calls meet each condition of `counts`, per value of the keys.
        `shape` identifies the expressions for the cache of statements.
        """
        if self.copy:
            from db.columns.layout import CALLS, CELLS
            from db.queries.metrics.copied import counting

            of = CELLS if self.is_summed else CALLS
            return self._of_copy(
                self.copy, shape, lambda: counting(self.conditions, keys(), counts(), sums(), of)
            )
        by = keys()
        columns = [key.label(name) for name, key in by.items()]
        columns += [self._count(condition).label(name) for name, condition in counts().items()]
        columns += [func.coalesce(func.sum(column), 0).label(name) for name, column in sums().items()]
        return session.execute(select(*columns).where(*self.conditions).group_by(*by.values()))

    def spreads(
        self, session: Session, keys: Made, value: Made, shape: Hashable
    ) -> Iterator[tuple[Any, Pairs]]:
        """Pairs of key and (value, count) pairs; a key may occur more than once."""
        if self.copy:
            from db.queries.metrics.copied import spreading

            rows = self._of_copy(
                self.copy, ("spread", shape), lambda: spreading(self.conditions, keys(), value()["value"])
            )
            for *key, values, times in rows:
                yield tuple(key), zip(values or (), times or (), strict=True)
            return
        for row in self.counted(
            session, lambda: {**keys(), **value()}, lambda: {"calls": true()}, dict, None
        ):
            yield tuple(row[:-2]), [(row[-2], row[-1])]

    def _of_copy(
        self, copy: DaysInCopy, shape: Hashable, make: Callable[[], Select[Any]]
    ) -> Iterable[Sequence[Any]]:
        from db.columns.templates import TEMPLATES

        return copy.snapshot.rows(TEMPLATES.text((self.asks, self.is_summed, shape), self.period, make))

    def _count(self, condition: ColumnElement[bool]) -> ColumnElement[Any]:
        counted = func.sum(self.table.n) if self.is_summed else func.count()
        return func.coalesce(counted.filter(condition), 0)


def for_parts(
    session: Session, selection: Selection, by: Sequence[str], parts: Sequence[str]
) -> list[Source]:
    """`selection` must name an organization, whose calendar defines the period."""
    if JOINED & set(by):
        return [facts(selection)]
    asks = {*selection.parts, *parts}
    is_of_calls = bool(
        MEASURED.keys() & set(by) or selection.hours or selection.is_of_lengths() or TIMED & asks
    )
    found = from_copy(session, selection, may_sum=not is_of_calls)
    if found:
        return found
    if is_of_calls or selection.is_of_single_calls() or selection.has_no_sums() or NOT_SUMMED & set(by):
        return [facts(selection)]
    return split(session, selection, CallCell, [])


def for_spread(session: Session, selection: Selection, by: Sequence[str], column: str) -> list[Source]:
    """`selection` without the part that the column implies."""
    if JOINED & set(by):
        return [facts(selection)]
    found = from_copy(session, selection, may_sum=False)
    if found:
        return found
    if selection.is_of_single_calls() or set(by) - SPREAD_KEYS or not selection.is_plain():
        return [facts(selection)]
    return split(session, selection, CallSpread, [CallSpread.column_name == column])


def facts(selection: Selection, *also: ColumnElement[bool]) -> Source:
    return Source(CallFact, (*selection.conditions(), *also))


def from_copy(session: Session, selection: Selection, *, may_sum: bool) -> list[Source]:
    """Empty if there is no copy, or it holds less than half of the period's days: it is still being built."""
    if selection.is_of_single_calls():
        return []
    copy = copied(session, selection.organization_id)
    if copy is None or not copy.fresh:
        return []
    fresh, stale = ([*within(days, selection)] for days in (copy.fresh, copy.stale))
    if len(fresh) <= len(stale):
        return []
    theirs = copied_sums(selection, copy, fresh) if may_sum else [copied_days(selection, copy, stale)]
    return [*theirs, *([stale_days(selection, stale)] if stale else [])]


def within(days: Iterable[date], selection: Selection) -> Iterator[date]:
    """Days of the period, with one more at both ends because of time zones."""
    first = selection.since.date() - DAY if selection.since else date.min
    last = selection.until.date() + DAY if selection.until else date.max
    return (day for day in days if first <= day <= last)


def copied_sums(selection: Selection, copy: DaysInCopy, fresh: Sequence[date]) -> list[Source]:
    """Whole days by kind of call; calls of partial days one by one."""
    from db.columns.layout import SUMMED

    f, theirs = SUMMED, SUMMED.organization_id == selection.organization_id
    since, until = (bare(moment) for moment in (selection.since, selection.until))
    shares = {day: share_of(copy.fresh[day], since, until) for day in fresh}
    whole, cut = ([day for day in fresh if shares[day] == share] for share in ("all", "some"))
    found = []
    if whole:
        first, last = min(whole), max(whole)
        others = {day for day in (*copy.fresh, *copy.stale) if first < day < last}.difference(whole)
        days = (f.day.between(first, last), *([f.day.not_in(sorted(others))] if others else []))
        found.append(
            Source(
                f,
                (theirs, *selection.traits(f)),
                is_summed=True,
                copy=copy,
                period=days,
                asks=asks(selection),
            )
        )
    return [*found, *([copied_days(selection, copy, only=cut)] if cut else [])]


def bare(moment: datetime | None) -> datetime | None:
    """The naive UTC time, as the column copy stores it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def share_of(
    held: "CopiedDay", since: datetime | None, until: datetime | None
) -> Literal["all", "some", "none"]:
    """Whether all, some or none of the day's calls lie in the period."""
    first, last = held.first, held.last
    if first is None or last is None:
        return "none"
    if (since is None or since <= first) and (until is None or last < until):
        return "all"
    return "some" if (until is None or first < until) and (since is None or since <= last) else "none"


def copied_days(
    selection: Selection, copy: DaysInCopy, stale: Sequence[date] = (), *, only: Sequence[date] = ()
) -> Source:
    """Single calls of the period from the copy, without stale days."""
    from db.columns.layout import BOTH, since, until

    f = BOTH
    period = [
        *([since(selection.since)] if selection.since else []),
        *([until(selection.until)] if selection.until else []),
        *([f.day.not_in(stale)] if stale else []),
        *([f.day.in_(only)] if only else []),
    ]
    ours = f.organization_id == selection.organization_id
    return Source(f, (ours, *selection.traits(f)), copy=copy, period=tuple(period), asks=asks(selection))


def asks(selection: Selection) -> Hashable:
    """The selection without its period, as a key of the statement cache."""
    return replace(selection, since=None, until=None)


def stale_days(selection: Selection, stale: Sequence[date]) -> Source:
    """Calls of stale days from the facts; bounds on `started_at` make use of the index."""
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (min(stale), max(stale)))
    near = (CallFact.started_at >= begin - DAY, CallFact.started_at < end + 2 * DAY)
    return facts(selection, *near, CallFact.day.in_(stale))


def split(
    session: Session, selection: Selection, table: Any, also: list[ColumnElement[bool]]
) -> list[Source]:
    months = whole_months(session, selection)
    if len(months) < MIN_MONTHS:
        return [facts(selection)]
    zone = zone_of(session, selection)
    gaps = [
        and_(
            *([CallFact.started_at >= begin] if begin else []), *([CallFact.started_at < end] if end else [])
        )
        for begin, end in between(months, zone)
    ]
    summed = (table.organization_id == selection.organization_id, table.day.in_(months), *also)
    sums = Source(table, (*summed, *selection.traits(table)), is_summed=True)
    return [sums, facts(selection, or_(*gaps))]


def whole_months(session: Session, selection: Selection) -> list[date]:
    """The first days of the months within the period whose sums are up to date."""
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
    """The intervals before, between and after the months; empty ones are omitted."""
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
