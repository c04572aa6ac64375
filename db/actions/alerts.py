"""Alerts: opened once for a rule and a subject, seen by people, and closed when it is over. Events tell the open pages of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.events import record_event
from db.models import Alert, AlertMute, AlertWatch, Organization

TOLD_OF = ("numerator", "denominator", "expected")  # of the evidence, with the event


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    rule: str
    severity: str
    subject: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


def open_alert(session: Session, *, organization_id: UUID, alert: NewAlert, at: datetime) -> UUID | None:
    """None where one of that rule and subject is open already: that one has been seen again."""
    key = {"organization_id": organization_id, "rule": alert.rule, "subject": alert.subject}
    values = {**key, "severity": alert.severity, "evidence": alert.evidence, "opened_at": at, "seen_at": at}
    statement = (
        insert(Alert)
        .values(values)
        .on_conflict_do_nothing(index_elements=list(key), index_where=Alert.resolved_at.is_(None))
    )
    opened: UUID | None = session.scalar(statement.returning(Alert.id))
    if opened is None:
        see_again(session, key, alert, at)
        return None
    data = {"alert_id": str(opened), "severity": alert.severity, "opened_at": at.isoformat()}
    told = {name: alert.evidence[name] for name in TOLD_OF if name in alert.evidence}
    data |= {"rule": alert.rule, "subject": alert.subject, **told}
    record_event(session, "alert.opened", data, organization_id=organization_id)
    return opened


def see_again(session: Session, key: dict[str, Any], alert: NewAlert, at: datetime) -> None:
    """With what is so now. A call that joins something critical has been seen by nobody yet: people are told again."""
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
    """Whether one was open. `after` is what was found then, beside what had been found before."""
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
    """Whether the organization has such an alert, open and not acknowledged by somebody before."""
    wanted = (Alert.id == alert_id, Alert.organization_id == organization_id, Alert.resolved_at.is_(None))
    is_done = changed(
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
    is_done = changed(session, delete(AlertMute).filter_by(organization_id=organization_id, rule=rule))
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
    """The heartbeat."""
    values = {"ran_at": ran_at, "took_ms": took_ms, "failed": list(failed), "days_at": days_at}
    statement = insert(AlertWatch).values(organization_id=organization_id, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["organization_id"], set_=values))


def unwatched(session: Session, *, since: datetime) -> list[tuple[str, datetime | None]]:
    """Organizations that nobody has looked at since then, by slug, and when somebody last did. Here, as
    the voice process loads no queries."""
    statement = (
        select(Organization.slug, AlertWatch.ran_at)
        .outerjoin(AlertWatch, AlertWatch.organization_id == Organization.id)
        .where(func.coalesce(AlertWatch.ran_at < since, True))
        .order_by(Organization.slug)
    )
    return [(slug, ran_at) for slug, ran_at in session.execute(statement)]


def forget_calls(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Calls that are erased are named by no alert any more; what was counted then, was."""
    session.execute(FORGET, {"ids": [str(one) for one in conversation_ids]})


FORGET = text(
    "UPDATE alerts SET evidence = jsonb_set(evidence, '{calls}', (SELECT coalesce(jsonb_agg(one ORDER BY place), '[]')"
    " FROM jsonb_array_elements(evidence->'calls') WITH ORDINALITY AS named (one, place) WHERE one #>> '{}' <> ALL(:ids)))"
    " WHERE jsonb_exists_any(evidence->'calls', :ids)"
)
IS_OVER_UNTOLD = and_(Alert.resolved_at.is_not(None), Alert.end_told_at.is_(None))


def untold(organization_id: UUID) -> ColumnElement[bool]:
    return and_(Alert.organization_id == organization_id, or_(Alert.told_at.is_(None), IS_OVER_UNTOLD))


def take_untold(session: Session, *, organization_id: UUID) -> list[Alert]:
    """Whose beginning or end no e-mail has told; held until the transaction ends, so that two senders tell each once."""
    statement = select(Alert).where(untold(organization_id)).order_by(Alert.opened_at, Alert.id)
    return list(session.scalars(statement.with_for_update(skip_locked=True)))


def mark_told(session: Session, *, organization_id: UUID, at: datetime) -> int:
    """Where nobody wants an e-mail: who does later is not told of what was before."""
    values: dict[str, Any] = {"told_at": func.coalesce(Alert.told_at, at)}
    values["end_told_at"] = case((Alert.resolved_at.is_not(None), func.coalesce(Alert.end_told_at, at)))
    return changed(session, update(Alert).where(untold(organization_id)).values(values))


def announce(session: Session, organization_id: UUID) -> None:
    record_event(session, "metrics.changed", {"what": "alerts"}, organization_id=organization_id)


def changed(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
