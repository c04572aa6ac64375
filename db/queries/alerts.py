"""Alerts for pages, e-mails and the watch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import pandas as pd
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from db.actions.alerts import is_unsent
from db.models import Alert, AlertMute, AlertWatch, User
from db.queries.frames import ANYTHING, MOMENT, TEXT, read_frame, records

AlertView = Literal["open", "closed", "all"]
ALERTS = {
    "id": TEXT,
    "rule": TEXT,
    "subject": TEXT,
    "severity": TEXT,
    "opened_at": MOMENT,
    "seen_at": MOMENT,
    "acknowledged_at": MOMENT,
    "acknowledger": TEXT,
    "resolved_at": MOMENT,
    "resolution": TEXT,
    "evidence": ANYTHING,
}


@dataclass(frozen=True, slots=True)
class AlertPosition:
    """The last alert of a page, from which the next one continues."""

    opened_at: datetime
    id: UUID


def alerts(
    session: Session,
    *,
    organization_id: UUID,
    view: AlertView = "open",
    limit: int,
    after: AlertPosition | None = None,
) -> pd.DataFrame:
    """The newest first."""
    columns = [column_of(name).label(name) for name in ALERTS]
    statement = (
        select(*columns)
        .outerjoin(User, User.id == Alert.acknowledged_by)
        .where(Alert.organization_id == organization_id)
        .order_by(Alert.opened_at.desc(), Alert.id.desc())
        .limit(limit)
    )
    if view != "all":
        is_open = Alert.resolved_at.is_(None)
        statement = statement.where(is_open if view == "open" else ~is_open)
    if after is not None:
        statement = statement.where(tuple_(Alert.opened_at, Alert.id) < (after.opened_at, after.id))
    return read_frame(session, statement, ALERTS)


def alert_of(session: Session, *, organization_id: UUID, alert_id: UUID) -> dict[str, Any] | None:
    columns = [column_of(name).label(name) for name in ALERTS]
    statement = (
        select(*columns)
        .outerjoin(User, User.id == Alert.acknowledged_by)
        .where(Alert.organization_id == organization_id, Alert.id == alert_id)
    )
    return next(iter(records(read_frame(session, statement, ALERTS))), None)


def column_of(name: str) -> Any:
    return User.email if name == "acknowledger" else getattr(Alert, name)


def open_alert_count(session: Session, *, organization_id: UUID) -> int:
    wanted = (Alert.organization_id == organization_id, Alert.resolved_at.is_(None))
    return session.scalars(select(func.count()).select_from(Alert).where(*wanted)).one()


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """`surely`: the lower end of the interval, for alerts about a rate; otherwise 0."""

    rule: str
    subject: str
    opened_at: datetime
    seen_at: datetime
    surely: float = 0.0


def open_alerts(session: Session, *, organization_id: UUID) -> list[OpenAlert]:
    surely = func.coalesce(Alert.evidence[("interval", "0")].as_float(), 0.0)
    columns: Any = (Alert.rule, Alert.subject, Alert.opened_at, Alert.seen_at, surely)
    wanted = (Alert.organization_id == organization_id, Alert.resolved_at.is_(None))
    rows: Any = session.execute(select(*columns).where(*wanted))
    return [OpenAlert(*row) for row in rows]


def newest_ends(
    session: Session, *, organization_id: UUID, since: datetime
) -> Mapping[tuple[str, str], datetime]:
    """The last resolution per rule and subject, of alerts opened since then."""
    statement: Any = (
        select(Alert.rule, Alert.subject, func.max(Alert.resolved_at))
        .where(
            Alert.organization_id == organization_id, Alert.opened_at >= since, Alert.resolved_at.is_not(None)
        )
        .group_by(Alert.rule, Alert.subject)
    )
    rows: Any = session.execute(statement)
    return {(rule, subject): at for rule, subject, at in rows}


def mutes(session: Session, *, organization_id: UUID, now: datetime) -> Mapping[str, datetime]:
    """Muted rules, each with the end of its muting."""
    wanted = (AlertMute.organization_id == organization_id, AlertMute.until > now)
    statement: Any = select(AlertMute.rule, AlertMute.until).where(*wanted)
    return dict(session.execute(statement).all())


@dataclass(frozen=True, slots=True)
class Watched:
    """The heartbeat of an organization's watch."""

    ran_at: datetime
    took_ms: int
    failed: tuple[str, ...]
    days_at: date | None


def watched(session: Session, *, organization_id: UUID) -> Watched | None:
    """None if the watch has never run for the organization."""
    found: Any = session.get(AlertWatch, organization_id)
    return Watched(found.ran_at, found.took_ms, tuple(found.failed), found.days_at) if found else None


@dataclass(frozen=True, slots=True)
class EmailState:
    """The state of an alert that decides when it is e-mailed."""

    severity: str
    is_acknowledged: bool
    is_told: bool
    is_over: bool
    is_end_told: bool


def unsent_alerts(session: Session, organization_id: UUID) -> list[EmailState]:
    statement = select(Alert).where(is_unsent(organization_id))
    return [email_state_of(one) for one in session.scalars(statement)]


def email_state_of(alert: Alert) -> EmailState:
    return EmailState(
        severity=alert.severity,
        is_acknowledged=alert.acknowledged_at is not None,
        is_told=alert.told_at is not None,
        is_over=alert.resolved_at is not None,
        is_end_told=alert.end_told_at is not None,
    )
