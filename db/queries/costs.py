"""Costs of calls by day and ledger line: from `cost_days` for summed days, from the ledger for days changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from db.models import CallDay, CallFact, CostDay, LedgerEntry
from db.queries.selection import Selection, customers

DAY = timedelta(days=1)
Sums = Select[date, str, str, str, int, Decimal | None]


@dataclass(frozen=True, slots=True)
class CostSum:
    """`amount` is None if no line has an amount: unknown, not free."""

    day: date
    kind: str
    currency: str
    certainty: str
    lines: int
    amount: Decimal | None


def cost_sums(session: Session, organization_id: UUID, first: date, last: date) -> list[CostSum]:
    """Cost sums of calls that began on these local days, without test calls and calls of the staff."""
    found = session.execute(summed_up(organization_id, first, last)).all()
    changed = session.scalars(changed_days(organization_id, first, last)).all()
    if changed:
        found = [*found, *session.execute(counted(organization_id, changed))]
    sums = [CostSum(*row) for row in found]
    return sorted(sums, key=lambda one: (one.day, one.kind, one.currency, one.certainty))


def of_days(organization_id: UUID, first: date, last: date) -> ColumnElement[bool]:
    return and_(CallDay.organization_id == organization_id, CallDay.day.between(first, last))


def changed_days(organization_id: UUID, first: date, last: date) -> Select[date]:
    is_old = CallDay.costs_version.is_distinct_from(CallDay.version)
    return select(CallDay.day).where(of_days(organization_id, first, last), is_old)


def summed_up(organization_id: UUID, first: date, last: date) -> Sums:
    same_day = and_(CallDay.organization_id == CostDay.organization_id, CallDay.day == CostDay.day)
    return (
        select(CostDay.day, CostDay.kind, CostDay.currency, CostDay.certainty, CostDay.lines, CostDay.amount)
        .join(CallDay, same_day)
        .where(
            of_days(organization_id, first, last),
            CallDay.costs_version == CallDay.version,
            CostDay.is_counted,
        )
    )


def counted(organization_id: UUID, days: Sequence[date]) -> Sums:
    line = LedgerEntry
    return (
        select(CallFact.day, line.kind, line.currency, line.certainty, func.count(), func.sum(line.amount))
        .join(line, line.conversation_id == CallFact.conversation_id)
        .where(
            CallFact.organization_id == organization_id,
            CallFact.day.in_(days),
            CallFact.started_at >= min(days) - DAY,
            CallFact.started_at < max(days) + 2 * DAY,
            ~CallFact.is_test,
            ~CallFact.is_staff,
        )
        .group_by(CallFact.day, line.kind, line.currency, line.certainty)
    )


def dearest_calls(session: Session, selection: Selection, *, limit: int) -> list[dict[str, Any]]:
    """Those with an amount in euros, the dearest first."""
    fact = CallFact
    columns = (
        fact.conversation_id.label("id"),
        fact.started_at,
        fact.phone_number,
        fact.duration_seconds,
        fact.intent,
        fact.outcome,
        fact.cost_eur,
        fact.unknown_costs,
    )
    found = session.execute(
        select(*columns)
        .where(fact.cost_eur.is_not(None), *customers(selection).conditions())
        .order_by(fact.cost_eur.desc(), fact.conversation_id)
        .limit(limit)
    )
    return [dict(row) for row in found.mappings()]
