"""From a call with its tools to what people must see to: read by the rules, kept, followed up."""

from datetime import timedelta

from sqlalchemy import select

from db.actions.calls import add_facts
from db.database import Database
from db.models import ConversationAnalysis, FollowUp
from db.queries.follow_ups import follow_ups
from db.queries.frames import records
from tests.workers.conftest import SAID, MakeCall
from workers.programmatic import read_by_rules

BOOKED = (
    *SAID[:5],
    ("user", "Sí, perfecto."),
    ("agent", "Queda apuntado: jueves a las ocho y cuarto."),
    ("user", "Gracias."),
)


def refused(starts_at: str = "2026-11-26T08:15:00", *, is_error: bool = False) -> dict[str, object]:
    result = {"error": "timeout"} if is_error else {"id": 7}
    arguments = {"service": "aceite", "starts_at": starts_at}
    return {
        "tool": "book_appointment",
        "at_ms": 20_000,
        "arguments": arguments,
        "result": result,
        "is_error": is_error,
    }


def read(database: Database, make_call: MakeCall, tool: dict[str, object] | None) -> dict[str, object]:
    call = make_call(BOOKED)
    if tool is not None:
        with database.transaction() as session:
            add_facts(session, conversation_id=call, facts={"tool:1": tool})
    read_by_rules(database, call)
    with database.reading() as session:
        results = session.scalars(select(ConversationAnalysis.results)).one()
    assert results is not None
    return results


def test_a_booking_that_failed_is_a_follow_up_with_the_words_that_promised_it(
    database: Database, make_call: MakeCall
) -> None:
    results = read(database, make_call, refused(is_error=True))

    assert results["broken_promises"] == 1
    with database.reading() as session:
        owner = session.scalars(select(FollowUp.organization_id)).one()
        [item] = records(follow_ups(session, organization_id=owner))
    assert item["kind"] == "promise"
    assert item["due_at"] - item["started_at"] > timedelta(hours=4)
    assert any("apuntado" in promise["text"] for promise in item["promises"])


def test_one_that_was_made_as_it_was_said_is_none(database: Database, make_call: MakeCall) -> None:
    assert read(database, make_call, refused())["broken_promises"] == 0
    with database.reading() as session:
        assert session.scalars(select(FollowUp.kind)).all() == []


def test_one_that_was_made_for_another_day_is_broken(database: Database, make_call: MakeCall) -> None:
    results = read(database, make_call, refused("2026-11-27T08:15:00"))

    assert results["broken_promises"] == 1


def test_the_wanted_day_is_that_of_the_business_clock(database: Database, make_call: MakeCall) -> None:
    """The call of Friday 20 November: nobody names a day for himself."""
    assert read(database, make_call, None)["requested"] is None
