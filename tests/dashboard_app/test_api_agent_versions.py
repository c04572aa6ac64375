"""`/api/agent-versions`: when the agent's settings changed, and what changed with them."""

from db.actions.calls import add_facts
from db.database import Database
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person


def test_each_version_with_before_and_after(database: Database, alicia: Person) -> None:
    for number, version in enumerate(("v1", "v1", "v2")):
        call = make_call(database, number, intent="book_appointment", outcome="appointment_booked")
        with database.transaction() as session:
            add_facts(session, conversation_id=call, facts={"agent_version": version})

    answer = alicia.client.get("/api/agent-versions?days=7&metrics=calls,booking_rate").json

    assert answer is not None
    assert [one["version"] for one in answer["items"]] == ["v1", "v2"]
    second = answer["items"][1]
    assert second["first_call_at"] == "2026-11-22T10:02:00+01:00"
    assert second["other_versions"] == ["v1"]
    calls, bookings = second["metrics"]
    assert (calls["before"]["value"], calls["after"]["value"], calls["interval"]) == (2, 1, None)
    assert (bookings["before"]["n"], bookings["after"]["n"], bookings["difference"]) == (2, 1, 0.0)
    assert bookings["interval"]["method"] == "newcombe"
    assert not bookings["is_clear"]


def test_filters_count_and_what_is_wrong_is_named(database: Database, alicia: Person) -> None:
    call = make_call(database, 1)
    with database.transaction() as session:
        add_facts(session, conversation_id=call, facts={"agent_version": "v1"})

    spanish = alicia.client.get("/api/agent-versions?metrics=calls&language=es").json
    wrong = alicia.client.get("/api/agent-versions?metrics=happiness&days=400")

    assert spanish is not None
    assert spanish["items"][0]["metrics"][0]["after"]["value"] == 0
    assert wrong.status_code == 422
    assert {one["field"] for one in wrong.json["error"]["details"]} == {"metrics", "days"}
