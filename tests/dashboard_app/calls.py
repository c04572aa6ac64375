"""Calls for the tests of the API: a few lines each, with a reading where it matters."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, answer_call, end_call, forward_call, open_call
from db.actions.ledger import Cost, record_cost
from db.actions.turns import NewTurn, save_turn
from db.database import Database

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def make_call(
    database: Database,
    number: int,
    *,
    phone_number: str = "+34600111222",
    called_number: str | None = None,
    is_answered: bool = True,
    is_forwarded: bool = False,
    is_test: bool = False,
    is_over: bool = True,
    intent: str = "",
    outcome: str = "",
    text: str = "",
) -> UUID:
    """The call `number` begins `number` minutes after START and lasts a minute; its answer takes two seconds."""
    started = START + timedelta(minutes=number)
    call = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=phone_number,
        called_number=called_number,
        started_at=started,
        is_test=is_test,
    )
    with database.transaction() as session:
        conversation = open_call(session, call=call)
        if is_answered:
            answer_call(session, conversation_id=conversation, answered_at=started + timedelta(seconds=2))
        if is_forwarded:
            forward_call(
                session,
                conversation_id=conversation,
                forwarded_at=started + timedelta(seconds=30),
                forwarded_to="+34600999888",
                reason="requested",
            )
        if text:
            turn = NewTurn(position=1, role="user", text=text, started_ms=0)
            save_turn(session, conversation_id=conversation, turn=turn)
        if is_over:
            reason = "transferred" if is_forwarded else "caller_hangup" if is_answered else "no_answer"
            ended = started + timedelta(seconds=62 + number)
            end_call(session, conversation_id=conversation, ended_at=ended, end_reason=reason)
    if intent:
        results = {"intent": {"value": intent}, "outcome": {"value": outcome}, "urgency": {"value": "low"}}
        with database.transaction() as session:
            save_programmatic(session, conversation_id=conversation, version="test", results=results)
    return conversation


def add_cost(database: Database, conversation: UUID, amount: str | None, reference: str = "leg") -> None:
    cost = Cost(
        kind="carrier_call",
        reference=reference,
        amount=Decimal(amount) if amount else None,
        certainty="estimated" if amount else "unknown",
        occurred_at=START,
    )
    with database.transaction() as session:
        record_cost(session, conversation_id=conversation, cost=cost)
