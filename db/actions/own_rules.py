"""An organization's own alert rules: made, changed, switched off and deleted. Each change is in the log of settings, and ends the alert
that the rule had open.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.actions.alerts import announce, resolve_alert
from db.actions.limits import lock_limit
from db.actions.settings import note_change
from db.models import AlertMute, OwnAlertRule
from db.own_rules import MAX_RULES, OWN, OwnRule, OwnRuleError, look_name
from db.queries.own_rules import kept

SUBJECT = "own_rule"


def add_rule(session: Session, *, organization_id: UUID, by: UUID, rule: OwnRule) -> UUID:
    lock_limit(session, "own alert rules", organization_id)
    own = OwnAlertRule.organization_id == organization_id
    if session.scalars(select(func.count()).select_from(OwnAlertRule).where(own)).one() >= MAX_RULES:
        raise OwnRuleError("many_rules", f"An organization has at most {MAX_RULES} alert rules of its own.")
    row = OwnAlertRule(organization_id=organization_id, **stored(rule))
    session.add(row)
    session.flush()
    note_change(session, organization_id, by, SUBJECT, before={}, after=stored(rule))
    announce(session, organization_id)
    return row.id


def change_rule(session: Session, row: OwnAlertRule, *, by: UUID, rule: OwnRule, at: datetime) -> None:
    before, after = stored(kept(row).rule), stored(rule)
    changed = {name for name, value in after.items() if value != before[name]}
    if not changed:
        return
    for name in changed:
        setattr(row, name, after[name])
    row.changed_at = at
    if changed - {"name"}:
        end_alert(session, row, at, "changed" if rule.is_on else "switched_off")
    note_change(session, row.organization_id, by, SUBJECT, before=before, after=after)
    announce(session, row.organization_id)


def delete_rule(session: Session, row: OwnAlertRule, *, by: UUID, at: datetime) -> None:
    house = row.organization_id
    end_alert(session, row, at, "switched_off")
    session.execute(delete(AlertMute).filter_by(organization_id=house, rule=look_name(row.id)))
    note_change(session, house, by, SUBJECT, before=stored(kept(row).rule), after={})
    session.delete(row)
    announce(session, house)


def end_alert(session: Session, row: OwnAlertRule, at: datetime, resolution: str) -> None:
    house, subject = row.organization_id, str(row.id)
    resolve_alert(session, organization_id=house, rule=OWN, subject=subject, at=at, resolution=resolution)


def stored(rule: OwnRule) -> dict[str, Any]:
    """Also what the log of changes has of it."""
    return {**asdict(rule), "filters": dict(rule.filters), "parts": rule.parts and dict(rule.parts)}
