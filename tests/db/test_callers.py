"""Who calls, as earlier calls tell."""

from datetime import UTC, datetime, timedelta

import pytest

from db.actions.analyses import save_programmatic
from db.actions.callers import KnownCaller, known_caller
from db.actions.calls import NewCall, answer_call, end_call, open_call, set_language
from db.actions.organizations import ensure_first_organization
from db.database import Database

ANA = "+34600111222"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def keep(database: Database, number: int, results: dict[str, object], *, is_simulated: bool = False) -> None:
    """Ana's call of that day."""
    began = MONDAY + timedelta(days=number)
    with database.transaction() as session:
        call = NewCall(
            call_sid=f"CA{number:032x}",
            direction="inbound",
            phone_number=ANA,
            called_number=None,
            started_at=began,
            is_simulated=is_simulated,
        )
        conversation = open_call(session, call=call)
        answer_call(session, conversation_id=conversation, answered_at=began)
        set_language(session, conversation_id=conversation, language="de")
        end_call(session, conversation_id=conversation, ended_at=began, end_reason="agent_hangup")
        save_programmatic(session, conversation_id=conversation, version="1", results=results)


def who(database: Database, number: str = ANA, *, is_simulated: bool = False) -> KnownCaller | None:
    with database.transaction() as session:
        organization = ensure_first_organization(session)
    with database.reading() as session:
        return known_caller(
            session, organization_id=organization, phone_number=number, is_simulated=is_simulated
        )


def test_the_newest_call_counts_and_a_name_lasts(database: Database) -> None:
    named = {"entities": {"caller_name": {"value": "Ana García"}}, "intent": {"value": "price_quote"}}
    keep(database, 1, named)
    keep(
        database,
        2,
        {"entities": {}, "intent": {"value": "repair_status"}, "outcome": {"value": "unresolved"}},
    )

    assert who(database) == KnownCaller(
        calls=2,
        last_call_at=MONDAY + timedelta(days=2),
        name="Ana García",
        language="de",
        last_intent="repair_status",
        last_outcome="unresolved",
    )


@pytest.mark.parametrize(("number", "is_simulated"), [("+34600999999", False), (ANA, True)])
def test_somebody_else_is_unknown(database: Database, number: str, is_simulated: bool) -> None:
    keep(database, 1, {})

    assert who(database, number, is_simulated=is_simulated) is None
