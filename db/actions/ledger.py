"""The cost ledger of a conversation: each line is known, estimated or unknown, never silently zero."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, cast, func, select, text
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from db.actions.call_events import owner_of
from db.actions.call_facts import touch
from db.models import LedgerEntry

BUDGET_LOCK = 0x0E7E  # class of the advisory locks on organizations' budgets

WHOLE_CALL = "call"  # the reference of a line that is about the call as such


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


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit for a period ("day", "month") that began at `since`."""

    period: str
    amount: Decimal
    since: datetime


def record_cost(session: Session, *, conversation_id: UUID, cost: Cost) -> None:
    """A known amount is never replaced by an estimate."""
    statement, settled = insertion(session, conversation_id, cost)
    statement = statement.on_conflict_do_update(
        index_elements=["conversation_id", "kind", "reference"],
        set_=settled,
        where=(LedgerEntry.certainty != "known") | (statement.excluded.certainty == "known"),
    )
    session.execute(statement)
    touch(session, conversation_id)


def reserve_cost(
    session: Session, *, conversation_id: UUID, cost: Cost, limits: Sequence[Limit]
) -> Limit | None:
    """Writes an estimated line if all lines of its kind then stay within each limit; otherwise returns the exceeded
    limit. Reservations of an organization are serialized. The line replaces any earlier amount of its reference, even
    a known one, so a caller that retries must include what the earlier attempts have cost.
    """
    amount = cost.amount or Decimal(0)
    lock = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:owner))")
    owner = owner_of(session, conversation_id)
    session.execute(lock, {"lock": BUDGET_LOCK, "owner": str(owner)})
    for limit in limits:
        others = spent(
            session,
            organization_id=owner,
            kind=cost.kind,
            since=limit.since,
            but_reference=cost.reference,
        )
        if others + amount > limit.amount:
            return limit
    statement, settled = insertion(session, conversation_id, cost)
    settled["occurred_at"] = cost.occurred_at
    keys = ["conversation_id", "kind", "reference"]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=settled))
    touch(session, conversation_id)
    return None


def insertion(session: Session, conversation_id: UUID, cost: Cost) -> tuple[Insert, dict[str, Any]]:
    """The insert statement, and the values that replace those of an earlier line."""
    settled = {
        "amount": cost.amount,
        "certainty": cost.certainty,
        "currency": cost.currency,
        "details": cost.details,
    }
    row = {"conversation_id": conversation_id, "kind": cost.kind, "reference": cost.reference}
    row["organization_id"] = owner_of(session, conversation_id)
    return insert(LedgerEntry).values(occurred_at=cost.occurred_at, **row, **settled), settled


def spent(
    session: Session,
    *,
    organization_id: UUID,
    kind: str,
    since: datetime,
    but_reference: str = "",
    currency: str = "EUR",
) -> Decimal:
    """The sum of known and estimated lines; running analyses count with their estimates, unknown lines with what they can
    have cost (`at_most`), where that is known.
    """
    amount = func.coalesce(LedgerEntry.amount, cast(LedgerEntry.details["at_most"].astext, Numeric))
    total = select(func.coalesce(func.sum(amount), 0)).where(
        LedgerEntry.organization_id == organization_id,
        LedgerEntry.kind == kind,
        LedgerEntry.occurred_at >= since,
        LedgerEntry.reference != but_reference,
        LedgerEntry.currency == currency,
    )
    return session.scalars(total).one() or Decimal(0)
