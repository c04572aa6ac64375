"""Alerts: opened once per rule and subject, acknowledged by people, resolved when the cause is gone. Each change
records an event.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.changed_rows import changed_rows
from db.actions.events import record_event
from db.models import Alert, AlertMute, AlertWatch, Organization

# What an `alert.opened` event contains of the evidence; from `name` on, of an organization's own rule.
EVENT_EVIDENCE = (
    "numerator",
    "denominator",
    "expected",
    "name",
    "metric",
    "hours",
    "comparison",
    "threshold",
    "value",
    "n",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    rule: str
    severity: str
    subject: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


def open_alert(session: Session, *, organization_id: UUID, alert: NewAlert, at: datetime) -> UUID | None:
    """Returns the new alert's id; None if one of this rule and subject is open already, which is then refreshed."""
    key = {"organization_id": organization_id, "rule": alert.rule, "subject": alert.subject}
    values = {**key, "severity": alert.severity, "evidence": alert.evidence, "opened_at": at, "seen_at": at}
    statement = (
        insert(Alert)
        .values(values)
        .on_conflict_do_nothing(index_elements=list(key), index_where=Alert.resolved_at.is_(None))
    )
    opened: UUID | None = session.scalar(statement.returning(Alert.id))
    if opened is None:
        refresh_alert(session, key, alert, at)
        return None
    data = {"alert_id": str(opened), "severity": alert.severity, "opened_at": at.isoformat()}
    details = {name: alert.evidence[name] for name in EVENT_EVIDENCE if name in alert.evidence}
    data |= {"rule": alert.rule, "subject": alert.subject, **details}
    record_event(session, "alert.opened", data, organization_id=organization_id)
    return opened


def refresh_alert(session: Session, key: dict[str, Any], alert: NewAlert, at: datetime) -> None:
    """Updates an open alert with the current evidence. If calls join a critical one, it must be acknowledged and
    e-mailed again.
    """
    wanted = select(Alert).filter_by(**key).where(Alert.resolved_at.is_(None))
    found = session.scalars(wanted.with_for_update()).one_or_none()
    if found is None:  # it was resolved a moment ago
        return
    joined = set(alert.evidence.get("calls", ())) - set(found.evidence.get("calls", ()))
    found.seen_at, found.evidence = at, alert.evidence
    if joined and found.severity == "critical":
        found.acknowledged_at = found.acknowledged_by = found.told_at = None
        announce(session, found.organization_id)


def resolve_alert(
    session: Session,
    *,
    organization_id: UUID,
    rule: str,
    subject: str = "",
    at: datetime,
    resolution: str = "recovered",
    after: dict[str, Any] | None = None,
) -> bool:
    """Returns whether one was open. `after` is the evidence at the end, stored beside that of the beginning."""
    wanted = select(Alert).filter_by(organization_id=organization_id, rule=rule, subject=subject)
    found = session.scalars(wanted.where(Alert.resolved_at.is_(None)).with_for_update()).one_or_none()
    if found is None:
        return False
    found.resolved_at, found.resolution = at, resolution
    if after:
        found.evidence = {**found.evidence, "after": after}
    data = {
        "alert_id": str(found.id),
        "rule": rule,
        "subject": subject,
        "severity": found.severity,
        "opened_at": found.opened_at.isoformat(),
        "resolved_at": at.isoformat(),
        "resolution": resolution,
    }
    record_event(session, "alert.resolved", data, organization_id=organization_id)
    return True


def acknowledge_alert(
    session: Session, *, organization_id: UUID, alert_id: UUID, by: UUID, at: datetime
) -> bool:
    """Returns False if the organization has no such open alert, or it was acknowledged before."""
    wanted = (Alert.id == alert_id, Alert.organization_id == organization_id, Alert.resolved_at.is_(None))
    is_done = changed_rows(
        session,
        update(Alert)
        .where(*wanted, Alert.acknowledged_at.is_(None))
        .values(acknowledged_at=at, acknowledged_by=by),
    )
    if is_done:
        announce(session, organization_id)
    return bool(is_done)


def mute_rule(session: Session, *, organization_id: UUID, rule: str, until: datetime, by: UUID) -> None:
    values = {"organization_id": organization_id, "rule": rule, "until": until, "muted_by": by}
    statement = insert(AlertMute).values(values)
    key = ["organization_id", "rule"]
    session.execute(
        statement.on_conflict_do_update(index_elements=key, set_={"until": until, "muted_by": by})
    )
    announce(session, organization_id)


def unmute_rule(session: Session, *, organization_id: UUID, rule: str) -> bool:
    is_done = changed_rows(session, delete(AlertMute).filter_by(organization_id=organization_id, rule=rule))
    if is_done:
        announce(session, organization_id)
    return bool(is_done)


def note_watch(
    session: Session,
    *,
    organization_id: UUID,
    ran_at: datetime,
    took_ms: int,
    failed: Sequence[str],
    days_at: date | None,
) -> None:
    """Stores the watch's heartbeat: when it ran, how long it took, which checks failed."""
    values = {"ran_at": ran_at, "took_ms": took_ms, "failed": list(failed), "days_at": days_at}
    statement = insert(AlertWatch).values(organization_id=organization_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["organization_id"], set_=values))


def unwatched_organizations(session: Session, *, since: datetime) -> list[tuple[str, datetime | None]]:
    """Slugs of organizations that the watch has not checked since then, each with its last check. Among the writes, because
    the voice process loads no queries.
    """
    statement = (
        select(Organization.slug, AlertWatch.ran_at)
        .outerjoin(AlertWatch, AlertWatch.organization_id == Organization.id)
        .where(func.coalesce(AlertWatch.ran_at < since, True))
        .order_by(Organization.slug)
    )
    return [(slug, ran_at) for slug, ran_at in session.execute(statement)]


def forget_calls(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Removes erased calls from the evidence of alerts; the counts stay."""
    session.execute(FORGET, {"ids": [str(one) for one in conversation_ids]})


FORGET = text(
    "UPDATE alerts SET evidence = jsonb_set(evidence, '{calls}', (evidence -> 'calls') - CAST(:ids AS text[]))"
    " WHERE evidence -> 'calls' ?| CAST(:ids AS text[])"
)
END_IS_UNSENT = and_(Alert.resolved_at.is_not(None), Alert.end_told_at.is_(None))


def is_unsent(organization_id: UUID) -> ColumnElement[bool]:
    return and_(Alert.organization_id == organization_id, or_(Alert.told_at.is_(None), END_IS_UNSENT))


def claim_unsent_alerts(session: Session, *, organization_id: UUID) -> list[Alert]:
    """Alerts whose beginning or end was not e-mailed yet; locked until the transaction ends, so that each is sent once."""
    statement = select(Alert).where(is_unsent(organization_id)).order_by(Alert.opened_at, Alert.id)
    return list(session.scalars(statement.with_for_update(skip_locked=True)))


def mark_alerts_sent(session: Session, *, organization_id: UUID, at: datetime) -> int:
    """Marks all as sent without sending, for an organization without recipients: later ones get no old alerts. Returns
    how many.
    """
    values: dict[str, Any] = {"told_at": func.coalesce(Alert.told_at, at)}
    values["end_told_at"] = case((Alert.resolved_at.is_not(None), func.coalesce(Alert.end_told_at, at)))
    return changed_rows(session, update(Alert).where(is_unsent(organization_id)).values(values))


def announce(session: Session, organization_id: UUID) -> None:
    record_event(session, "metrics.changed", {"what": "alerts"}, organization_id=organization_id)
