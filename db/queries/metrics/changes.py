"""The effect of a new agent version: figures of the days before its first call and since, with the confidence in the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AgentVersion
from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure
from db.queries.metrics.intervals import newcombe
from db.queries.metrics.measure import measure
from db.queries.selection import Selection, customers, has_calls

MAX_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Started:
    """A version and the time of its first call."""

    version: str
    first_call_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """After minus before. Only rates have an interval; it is None if either side has no calls."""

    before: Figure
    after: Figure
    value: float | None
    interval: tuple[float, float] | None

    @property
    def is_clear(self) -> bool:
        """Whether the 95 % interval of the difference excludes zero."""
        return self.interval is not None and (self.interval[0] > 0 or self.interval[1] < 0)


@dataclass(frozen=True, slots=True)
class Change:
    """The periods `before` and `after` a version, and the differences of the figures. `others`: versions that began
    within them too.
    """

    started: Started
    before: tuple[datetime, datetime]
    after: tuple[datetime, datetime]
    others: tuple[str, ...]
    differences: Mapping[str, Difference]


def versions_between(session: Session, selection: Selection) -> list[Started]:
    """Versions whose first call lies in the selection's period, oldest first."""
    first = AgentVersion.first_call_at
    within = [AgentVersion.organization_id == selection.organization_id]
    within += [first >= selection.since] if selection.since else []
    within += [first < selection.until] if selection.until else []
    wanted = select(AgentVersion.version, first).where(*within).order_by(first.desc()).limit(MAX_VERSIONS)
    return [Started(version, at) for version, at in reversed(session.execute(wanted).all())]


def new_versions(session: Session, selection: Selection) -> list[Started]:
    """Those that came after something else: the version that an organization's first calls had is not new."""
    began_with = first_version(session, selection.organization_id)
    return [one for one in versions_between(session, selection) if one.version != began_with]


def first_version(session: Session, organization_id: UUID) -> str | None:
    """None where there were calls before any version was known."""
    first = AgentVersion.first_call_at
    wanted = select(AgentVersion.version, first).where(AgentVersion.organization_id == organization_id)
    found = session.execute(wanted.order_by(first).limit(1)).one_or_none()
    if found is None:
        return None
    earlier = customers(Selection(organization_id=organization_id, until=found.first_call_at))
    return None if has_calls(session, earlier) else str(found.version)


def changes(
    session: Session,
    metrics: Sequence[Metric],
    selection: Selection,
    *,
    days: int,
    now: datetime,
    zone: ZoneInfo,
) -> list[Change]:
    """For each version that began in the selection's period: figures of `days` before and after, on the organization's clock.
    The period only selects the versions; the other filters apply to the figures.
    """
    every = versions_between(session, replace(selection, since=None, until=None))
    asked = {one.version for one in versions_between(session, selection)}
    return [
        change(session, metrics, selection, one, every, edges_of(one.first_call_at, days, now, zone), now)
        for one in every
        if one.version in asked
    ]


def edges_of(at: datetime, days: int, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime, datetime]:
    """Arithmetic on a local time keeps the time of day where the clocks change in between."""
    local, length = at.astimezone(zone), timedelta(days=days)
    return (local - length).astimezone(UTC), at, min((local + length).astimezone(UTC), now)


def change(
    session: Session,
    metrics: Sequence[Metric],
    selection: Selection,
    started: Started,
    every: Sequence[Started],
    edges: tuple[datetime, datetime, datetime],
    now: datetime,
) -> Change:
    before, after = (
        measure(session, metrics, replace(selection, since=since, until=until), now=now)
        for since, until in pairwise(edges)
    )
    others = tuple(one.version for one in every if one != started and edges[0] < one.first_call_at < edges[2])
    found = {metric.name: difference(before[metric.name], after[metric.name]) for metric in metrics}
    return Change(started, edges[:2], edges[1:], others, found)


def difference(before: Figure, after: Figure) -> Difference:
    if before.value is None or after.value is None:
        return Difference(before, after, None, None)
    value = float(after.value) - float(before.value)
    if before.method != "wilson" or before.interval is None or after.interval is None:
        return Difference(before, after, value, None)
    return Difference(before, after, value, newcombe(rate_of(before), rate_of(after)))


def rate_of(figure: Figure) -> tuple[int, int]:
    return figure.numerator or 0, figure.n
