"""The calls of the demo: believable, marked, and the same for the same seed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.actions.recounting import wrong_calls
from db.database import Database
from db.demo.cli import load_demo
from db.demo.dialogues import dialogues
from db.demo.generator import DemoCall, Plan, demo_calls
from db.demo.people import LANGUAGES
from db.demo.rendering import unmark
from db.models import Conversation, ConversationAnalysis, LedgerEntry, RealTimeEvent, Turn
from tests.emptying import empty

UNTIL = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
PLAN = Plan(conversations=300, days=28, seed=7, until=UNTIL, timezone="Europe/Madrid")


@pytest.fixture(scope="module")
def calls() -> list[DemoCall]:
    return list(demo_calls(PLAN))


def test_the_same_seed_gives_the_same_calls(calls: list[DemoCall]) -> None:
    again = list(demo_calls(PLAN))
    other = list(demo_calls(Plan(300, 28, 8, UNTIL, "Europe/Madrid")))

    assert again == calls
    assert [call.id for call in other] != [call.id for call in calls]


def test_no_two_organizations_share_the_id_of_a_call(calls: list[DemoCall]) -> None:
    theirs = demo_calls(replace(PLAN, conversations=250, whose="somebody else"))

    assert {call.id for call in calls}.isdisjoint(call.id for call in theirs)


def test_calls_lie_in_the_period_and_are_in_order(calls: list[DemoCall]) -> None:
    moments = [call.started_at for call in calls]

    assert moments == sorted(moments)
    assert moments[-1] < UNTIL
    assert len({call.id for call in calls}) == 300


def test_calls_come_in_all_languages_and_end_in_many_ways(calls: list[DemoCall]) -> None:
    assert {call.language for call in calls} == set(LANGUAGES)
    outcomes = {call.spoken.outcome for call in calls if call.spoken}
    assert {"appointment_booked", "abandoned", "transferred_to_human", "callback_promised"} <= outcomes
    assert {call.kind for call in calls} == {"talked", "missed", "forwarded"}


def test_only_who_wants_an_appointment_takes_steps_towards_one(calls: list[DemoCall]) -> None:
    readings = [json.loads(call.spoken.reading.replace("\\\\", "\\")) for call in calls if call.spoken]
    on_the_way = {reading["intent"]["value"] for reading in readings if reading["funnel"]}

    assert on_the_way - {"none"} == {"book_appointment", "change_appointment"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_dialogues_prove_what_they_claim(language: str) -> None:
    for dialogue in dialogues(language):
        marks = [mark for _role, text in dialogue.turns for mark in unmark(text)[1]]
        kinds = {key for key, _start, _end in marks}
        assert ("intent", "") in kinds
        assert {("service", name) for name in dialogue.services} <= kinds


def test_marks_are_taken_out_and_their_places_kept() -> None:
    text, marks = unmark("Hola, [[intent|quiero hora]] para [[service:brakes|frenos]].")

    assert text == "Hola, quiero hora para frenos."
    assert [(key, text[start:end]) for key, start, end in marks] == [
        (("intent", ""), "quiero hora"),
        (("service", "brakes"), "frenos"),
    ]


def test_the_same_seed_gives_the_same_calls_on_every_machine(database: Database) -> None:
    """An organization's id is another one in each database; the demo's calls must not follow from it."""
    loaded = []
    for _ in range(2):
        with database.engine.begin() as connection:
            empty(connection)
        load_demo(database, conversations=30, days=7, seed=3)
        with database.reading() as session:
            columns = (Conversation.id, Conversation.answered_at, Conversation.ended_at, Conversation.facts)
            loaded.append(session.execute(select(*columns).order_by(Conversation.id)).all())

    assert loaded[0] == loaded[1]


def test_loading_fills_the_tables_and_marks_every_call(database: Database) -> None:
    assert load_demo(database, conversations=120, days=14, seed=3) == 120

    with database.reading() as session:
        rows = {
            model.__tablename__: session.scalar(select(func.count()).select_from(model))
            for model in (Turn, ConversationAnalysis, LedgerEntry, RealTimeEvent)
        }
        simulated = session.scalar(select(func.count()).where(Conversation.is_simulated))
    assert simulated == 120
    assert rows["turns"] > 500
    assert rows["conversation_analysis"] > 100
    assert rows["ledger_entries"] > 120
    assert rows["real_time_events"] == 0
    with database.reading() as session:
        now = datetime.now(UTC)
        assert wrong_calls(session, now - timedelta(days=15), now) == []
