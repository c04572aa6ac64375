"""Several processes write facts of the same calls at the same moment: none waits for the other in a circle."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bridge.fact_actions import write_entries
from bridge.facts import CallEnded, CallStarted, Fact, TurnTaken
from bridge.spool import Entry
from db.actions.calls import conversation_id_of
from db.database import Database
from tests.bridge.kept import kept_call, kept_turns
from tests.waiting import eventually

CALLS = sorted(("CA" + "1" * 32, "CA" + "2" * 32), key=lambda sid: str(conversation_id_of(sid)))
STARTED = CallStarted("inbound", "+34600111222", "+34971550100", is_test=False, is_simulated=False)
TURN = TurnTaken(1, "agent", "Hola, diga.", 0)
# What waits for this long waits for a transaction that the test ends only afterwards.
IMPATIENT = text("SET LOCAL lock_timeout = '5s'")
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def entry(call_sid: str, fact: Fact) -> Entry:
    return Entry(call_sid, datetime.now(UTC), fact)


@pytest.fixture(autouse=True)
def _running_calls(database: Database) -> None:
    with database.transaction() as session:
        write_entries(session, [entry(call_sid, STARTED) for call_sid in CALLS])


def test_a_call_ends_while_another_process_saves_its_last_words(database: Database) -> None:
    first = CALLS[0]
    with database.transaction() as speaking:
        write_entries(speaking, [entry(first, TURN)])
        with database.transaction() as ending:
            ending.execute(IMPATIENT)
            write_entries(ending, [entry(first, CallEnded("caller_hangup"))])

    assert kept_call(database, first)["end_reason"] == "caller_hangup"
    assert [turn["text"] for turn in kept_turns(database, first)] == ["Hola, diga."]


def is_somebody_waiting(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.scalar(WAITING))


def test_two_processes_end_the_same_calls_in_another_order(database: Database) -> None:
    first, second = CALLS

    def end_both() -> None:
        with database.transaction() as session:
            write_entries(session, [entry(second, CallEnded("silence")), entry(first, CallEnded("silence"))])

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            session.execute(IMPATIENT)
            write_entries(session, [entry(first, CallEnded("caller_hangup"))])
            ended = other.submit(end_both)
            eventually(lambda: is_somebody_waiting(database))
            write_entries(session, [entry(second, CallEnded("caller_hangup"))])
        ended.result()

    assert [kept_call(database, call_sid)["end_reason"] for call_sid in CALLS] == ["caller_hangup"] * 2
