"""What a conversation costs: known, estimated or unknown, never a silent zero."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import Conversation, LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`reference` names what the line is about (a call leg, an analysis); a later line of the same reference replaces it."""

    kind: str
    reference: str
    amount: Decimal | None
    certainty: str
    occurred_at: datetime
    currency: str = "EUR"
    details: dict[str, Any] = field(default_factory=dict)


def record_cost(session: Session, *, conversation_id: UUID, cost: Cost) -> None:
    """A known amount is never replaced by an estimate."""
    owner = session.scalars(
        select(Conversation.organization_id).where(Conversation.id == conversation_id)
    ).one()
    settled = {
        "amount": cost.amount,
        "certainty": cost.certainty,
        "currency": cost.currency,
        "details": cost.details,
    }
    row = {
        "organization_id": owner,
        "conversation_id": conversation_id,
        "kind": cost.kind,
        "reference": cost.reference,
    }
    statement = insert(LedgerEntry).values(occurred_at=cost.occurred_at, **row, **settled)
    statement = statement.on_conflict_do_update(
        index_elements=["conversation_id", "kind", "reference"],
        set_=settled,
        where=(LedgerEntry.certainty != "known") | (statement.excluded.certainty == "known"),
    )
    session.execute(statement)


def spent(
    session: Session, *, organization_id: UUID, kind: str, since: datetime, currency: str = "EUR"
) -> Decimal:
    """The sum of known and estimated lines; running analyses count with their estimates."""
    total = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
        LedgerEntry.organization_id == organization_id,
        LedgerEntry.kind == kind,
        LedgerEntry.occurred_at >= since,
        LedgerEntry.currency == currency,
    )
    return session.scalars(total).one() or Decimal(0)
