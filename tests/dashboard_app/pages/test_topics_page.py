"""What callers speak of: the words that stand out, and the list of calls behind each."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from dashboard_app.pages import topics
from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, answer_call, end_call, open_call, set_language
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.queries.organizations import profiles
from db.queries.users import Member
from tests.dashboard_app.pages.listing import behind
from tests.dashboard_app.reading import links, words
from workers.topics.counting import count_if_due

NOW = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
USUAL = "Buenas, quería una cita para revisar la furgoneta"
HAIL = "Cayó granizo y el techo está abollado"


def said(
    database: Database,
    number: int,
    days_ago: float,
    text: str,
    outcome: str = "information_given",
    *,
    is_test: bool = False,
) -> None:
    started = NOW - timedelta(days=days_ago)
    call = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=f"+3460000{number:04}",
        called_number="+34971550100",
        started_at=started,
        is_test=is_test,
    )
    with database.transaction() as session:
        call_id = open_call(session, call=call)
        answer_call(session, conversation_id=call_id, answered_at=started)
        save_turn(
            session, conversation_id=call_id, turn=NewTurn(position=1, role="user", text=text, started_ms=0)
        )
        set_language(session, conversation_id=call_id, language="es")
        ended = started + timedelta(minutes=1)
        end_call(session, conversation_id=call_id, ended_at=ended, end_reason="caller_hangup")
        results = {
            "language": "es",
            "intent": {"value": "general_information"},
            "outcome": {"value": outcome},
        }
        save_programmatic(session, conversation_id=call_id, version="test", results=results)


@pytest.fixture
def hail(database: Database) -> None:
    """Of forty recent calls twelve are about hail, of eighty earlier ones two; and many tests, which do not count."""
    for number in range(40):
        said(database, number, 2 + number / 2, HAIL if number < 12 else USUAL)
    for number in range(100, 180):
        said(database, number, 40 + number / 4, HAIL if number < 102 else USUAL)
    for number in range(200, 220):
        said(database, number, 3, HAIL, is_test=True)


def count(database: Database, now: datetime = NOW) -> bool:
    with database.reading() as session:
        [profile] = profiles(session)
    return count_if_due(database, profile, now)


def test_before_the_first_count_and_with_few_calls_the_page_says_so(
    analyst: Member, database: Database
) -> None:
    assert "Aún sin contar" in words(topics.layout())

    assert count(database)

    assert "Todavía hay pocas llamadas" in words(topics.layout())


def test_what_is_on_the_rise_leads_to_exactly_its_calls(
    analyst: Member, database: Database, hail: None
) -> None:
    assert count(database)

    page = topics.layout()

    assert "«techo está abollado»" in words(page)
    assert "cayó granizo" in words(page)
    assert "30 %" in words(page)
    [address] = [link for link in links(page) if link.startswith("/calls?")]
    assert behind(address) == 12


def test_a_day_is_counted_once(analyst: Member, database: Database, hail: None) -> None:
    assert count(database)

    assert not count(database, NOW + timedelta(hours=12))
    assert count(database, NOW + timedelta(days=1))


def test_what_callers_speak_of_who_did_not_get_what_they_wanted(analyst: Member, database: Database) -> None:
    for number in range(60):
        is_about_keys = number < 15
        said(
            database,
            number,
            2 + number / 3,
            "He perdido las llaves otra vez" if is_about_keys else USUAL,
            "unresolved" if is_about_keys else "appointment_booked",
        )
    said(database, 90, 3, "He perdido las llaves", "information_given")
    assert count(database)

    page = topics.layout()

    [address] = [link for link in links(page) if link.startswith("/calls?")]
    assert "outcome=" in address
    assert behind(address) == 15


def test_the_api_says_what_the_page_shows(
    site: Flask, analyst: Member, database: Database, hail: None
) -> None:
    nothing = topics_by_api(site)
    assert (nothing["counted_at"], nothing["rising"]) == (None, [])
    assert count(database)

    [topic] = topics_by_api(site)["rising"]

    assert (topic["calls"], topic["share"], topic["other_share"]) == (12, 12 / 40, 2 / 80)


def topics_by_api(site: Flask) -> dict[str, object]:
    client = site.test_client()
    client.post("/login", data={"email": "analyst@example.com", "password": "a password of the tests"})
    found: dict[str, object] = client.get("/api/topics").json
    return found
