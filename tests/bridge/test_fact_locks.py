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
from tests.bridge.kept import is_kept, kept_call, kept_turns
from tests.waiting import eventually

CALLS = sorted(("CA" + "1" * 32, "CA" + "2" * 32), key=lambda sid: str(conversation_id_of(sid)))
STARTED = CallStarted("inbound", "+34600111222", "+34971550100", is_test=False, is_simulated=False)
ENDED = CallEnded("caller_hangup")
TURN = TurnTaken(1, "agent", "Hola, diga.", 0)
# What waits for this long waits for a transaction that the test ends only afterwards.
IMPATIENT = text("SET LOCAL lock_timeout = '5s'")
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def entry(call_sid: str, fact: Fact) -> Entry:
    return Entry(call_sid, datetime.now(UTC), fact)


def begin(database: Database, *call_sids: str) -> None:
    with database.transaction() as session:
        write_entries(session, [entry(call_sid, STARTED) for call_sid in call_sids])


def test_a_call_ends_while_another_process_saves_its_last_words(database: Database) -> None:
    first = CALLS[0]
    begin(database, first)
    with database.transaction() as speaking:
        write_entries(speaking, [entry(first, TURN)])
        with database.transaction() as ending:
            ending.execute(IMPATIENT)
            write_entries(ending, [entry(first, ENDED)])

    assert kept_call(database, first)["end_reason"] == "caller_hangup"
    assert [turn["text"] for turn in kept_turns(database, first)] == ["Hola, diga."]


def is_somebody_waiting(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.scalar(WAITING))


@pytest.mark.parametrize(
    ("known", "of_first", "of_second"),
    [
        pytest.param(CALLS, ENDED, ENDED, id="they end"),
        pytest.param([], STARTED, STARTED, id="they begin"),
        pytest.param(CALLS[1:], STARTED, ENDED, id="one begins while another ends"),
        pytest.param(CALLS[:1], ENDED, STARTED, id="one ends while another begins"),
    ],
)
def test_two_processes_write_of_the_same_calls_in_another_order(
    database: Database, known: list[str], of_first: Fact, of_second: Fact
) -> None:
    first, second = CALLS
    begin(database, *known)

    def write_both() -> None:
        with database.transaction() as session:
            write_entries(session, [entry(second, of_second), entry(first, of_first)])

    with ThreadPoolExecutor(1) as other:
        with database.transaction() as session:
            session.execute(IMPATIENT)
            write_entries(session, [entry(first, of_first)])
            written = other.submit(write_both)
            eventually(lambda: is_somebody_waiting(database))
            write_entries(session, [entry(second, of_second)])
        written.result()

    assert is_kept(database, first)
    assert is_kept(database, second)
