"""Estimated cost lines of a finished call, replaced later by what providers bill."""

from datetime import datetime
from uuid import UUID

from db.actions.ledger import WHOLE_CALL, Cost, record_cost
from db.database import Database
from db.queries.transcripts import StoredCall, stored_call
from workers.costs import CallTimes, Estimate, call_costs
from workers.prices import load_prices, prices_on
from workers.settings import WorkerSettings


def estimate_call(database: Database, settings: WorkerSettings, conversation_id: UUID) -> None:
    with database.reading() as session:
        call = stored_call(session, conversation_id)
    if call is None or call.ended_at is None:
        return
    prices = prices_on(load_prices(settings.prices_path), call.started_at.date())
    with database.transaction() as session:
        for estimate in call_costs(times_of(call), prices):
            record_cost(session, conversation_id=call.id, cost=line(estimate, call))


def times_of(call: StoredCall) -> CallTimes:
    """An unanswered call costs nothing; one without an agent is answered by the person it is forwarded to. The stream ends
    where the call is forwarded; the call itself goes on beside it. A telephone that only rang costs nothing.
    """
    streamed_until = call.forwarded_at or call.ended_at
    taken_at = call.forwarded_at if call.is_passed else None
    has_only_rung = call.facts.get("forward_answered") is False
    return CallTimes(
        direction=call.direction,
        connected_seconds=between(call.answered_at or taken_at, call.ended_at),
        streamed_seconds=between(call.answered_at, streamed_until),
        forwarded_seconds=None if has_only_rung else between(call.forwarded_at, call.ended_at),
        has_carrier=call.has_carrier,
    )


def between(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else max((end - start).total_seconds(), 0.0)


def line(estimate: Estimate, call: StoredCall) -> Cost:
    details = {
        "quantity": str(estimate.quantity),
        "unit": estimate.unit,
        "usd_per_unit": None if estimate.usd_per_unit is None else str(estimate.usd_per_unit),
        **({"simulated": True} if call.is_simulated else {}),
    }
    return Cost(
        kind=estimate.kind,
        reference=WHOLE_CALL,
        amount=estimate.amount,
        certainty="unknown" if estimate.amount is None else "estimated",
        occurred_at=call.ended_at or call.started_at,
        details=details,
    )
