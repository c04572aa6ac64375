"""An organization's own alert rules, the oldest first."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import OwnAlertRule
from db.own_rules import KeptRule, OwnRule


def own_rules(session: Session, organization_id: UUID) -> list[KeptRule]:
    own = OwnAlertRule.organization_id == organization_id
    statement = select(OwnAlertRule).where(own).order_by(OwnAlertRule.created_at, OwnAlertRule.id)
    return [kept(row) for row in session.scalars(statement)]


def own_rule(session: Session, organization_id: UUID, rule_id: UUID) -> OwnAlertRule | None:
    wanted = (OwnAlertRule.id == rule_id, OwnAlertRule.organization_id == organization_id)
    return session.scalars(select(OwnAlertRule).where(*wanted)).one_or_none()


def kept(row: OwnAlertRule) -> KeptRule:
    comparison: Any = row.comparison
    severity: Any = row.severity
    rule = OwnRule(
        name=row.name,
        metric=row.metric,
        hours=row.hours,
        comparison=comparison,
        threshold=row.threshold,
        filters={name: str(value) for name, value in row.filters.items()},
        minimum=row.minimum,
        severity=severity,
        is_on=row.is_on,
        parts=row.parts,
    )
    return KeptRule(row.id, rule, row.created_at, row.changed_at)
