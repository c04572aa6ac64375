"""Facts on their way to the database: written, kept on disk while it is away, written later in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from bridge.facts import (
    AgentIdentified,
    AgentReported,
    CallAnswered,
    CallEnded,
    CallForwarded,
    CallNoted,
    CallStarted,
    CarrierReported,
    Fact,
    TurnTaken,
)
from bridge.recorder import Recorder
from bridge.spool import Entry, Spool
from db.actions.calls import conversation_id_of
from db.database import Database
from db.settings import DbSettings
from tests.bridge.kept import is_kept, kept_call, kept_costs, kept_events, kept_turns
from tests.gate import Gate
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

CALL = "CA" + "1" * 32
STARTED = CallStarted("inbound", "+34600111222", "+34971550100", is_test=False, is_simulated=False)
FORWARDED = CallForwarded("+34600999888", "agent_failed")


@contextmanager
def recording(database: Database, folder: Path, ended: list[UUID] | None = None) -> Iterator[Recorder]:
    recorder = Recorder(database, Spool(folder), (ended if ended is not None else []).append)
    yield recorder
    recorder.close()


def record(database: Database, folder: Path, *facts: Fact) -> list[UUID]:
    ended: list[UUID] = []
    with recording(database, folder, ended) as recorder:
        for fact in facts:
            recorder.record(CALL, fact)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
    return ended


def test_what_a_tool_did_has_a_call_read_again_that_was_over(database: Database, tmp_path: Path) -> None:
    """The answer of a slow system may come when the caller has hung up and the call was read."""
    done, noted = CallNoted({"tool:tc_1": {"tool": "book_appointment"}}), CallNoted({"agent_version": "2"})
    assert record(database, tmp_path, STARTED, done, CallEnded("caller_hangup")) == [conversation_id_of(CALL)]
    assert record(database, tmp_path, noted) == []
    assert record(database, tmp_path, done) == [conversation_id_of(CALL)]


def test_a_call_is_written_as_it_happens(database: Database, tmp_path: Path) -> None:
    turn = TurnTaken(1, "agent", "Hola, dig", 0, 900, is_interrupted=True, full_text="Hola, diga.")
    ended = record(
        database,
        tmp_path,
        STARTED,
        CallAnswered(),
        AgentIdentified("conv_1"),
        TurnTaken(1, "agent", "Hola, diga.", 0),
        turn,
        CallNoted({"keypad": True}),
        CallEnded("agent_hangup"),
    )

    call = kept_call(database, CALL)
    assert (call["status"], call["end_reason"]) == ("completed", "agent_hangup")
    assert call["elevenlabs_conversation_id"] == "conv_1"
    assert call["facts"]["keypad"] is True
    assert [kept["text"] for kept in kept_turns(database, CALL)] == ["Hola, dig"]
    assert ended == [conversation_id_of(CALL)]


def test_a_call_ends_once(database: Database, tmp_path: Path) -> None:
    ended = record(database, tmp_path, STARTED, CallEnded("silence"), CallEnded("caller_hangup"))

    assert kept_call(database, CALL)["end_reason"] == "silence"
    assert len(ended) == 1


@pytest.mark.parametrize(
    ("facts", "status", "end_reason"),
    [
        pytest.param([CarrierReported("busy", 2, "busy")], "completed", "busy", id="busy"),
        pytest.param(
            [CarrierReported("failed", 2, "carrier_failed")], "failed", "carrier_failed", id="failed"
        ),
        pytest.param(
            [CarrierReported("in-progress", 2, None), CarrierReported("ringing", 1, None)],
            "in_progress",
            None,
            id="a late report changes nothing",
        ),
        pytest.param(
            [CarrierReported("completed", 3, "caller_hangup"), CarrierReported("in-progress", 2, None)],
            "completed",
            "caller_hangup",
            id="the end stays the end",
        ),
        pytest.param(
            [FORWARDED, CarrierReported("completed", 3, "caller_hangup")],
            "completed",
            "caller_hangup",
            id="hung up while a person's telephone rang",
        ),
        pytest.param(
            [
                FORWARDED,
                CallNoted({"forward_answered": True}),
                CarrierReported("completed", 3, "caller_hangup"),
            ],
            "completed",
            "agent_failed",
            id="hung up after talking to a person",
        ),
        pytest.param(
            [FORWARDED, CallAnswered()], "forwarded", None, id="forwarded before it is known to be answered"
        ),
        pytest.param([CallEnded("agent_failed")], "failed", "agent_failed", id="nobody served the caller"),
        pytest.param([FORWARDED, CallEnded("agent_failed")], "completed", "agent_failed", id="a person did"),
    ],
)
def test_status(
    database: Database, tmp_path: Path, facts: list[Fact], status: str, end_reason: str | None
) -> None:
    record(database, tmp_path, STARTED, *facts)

    call = kept_call(database, CALL)
    assert (call["status"], call["end_reason"]) == (status, end_reason)


def test_the_agents_bill_takes_the_place_of_the_estimate(database: Database, tmp_path: Path) -> None:
    bill = AgentReported("conv_1", "ca", "0.12", {"cost": 296})
    second = AgentReported("conv_2", "ca", "0.05", {})
    record(
        database, tmp_path, STARTED, AgentIdentified("conv_1"), bill, bill, AgentIdentified("conv_2"), second
    )

    costs = {cost["reference"]: cost for cost in kept_costs(database, CALL)}
    assert {reference: cost["certainty"] for reference, cost in costs.items()} == {
        "call": "known",
        "conv_2": "known",
    }
    assert costs["call"]["details"] == {"cost": 296}
    assert kept_call(database, CALL)["language"] == "ca"


def test_an_agent_that_names_no_price_leaves_the_estimate(database: Database, tmp_path: Path) -> None:
    record(database, tmp_path, STARTED, AgentReported("conv_1", "ca", None, {"cost": 296}))

    assert kept_costs(database, CALL) == []


def test_a_fact_that_the_database_refuses_harms_no_other(database: Database, tmp_path: Path) -> None:
    record(database, tmp_path, STARTED, TurnTaken(0, "ghost", "Boo", -1), CallEnded("silence"))

    assert kept_call(database, CALL)["end_reason"] == "silence"
    assert b"ghost" in (tmp_path / "rejected").read_bytes()


def test_a_report_of_an_unknown_call_makes_none(database: Database, tmp_path: Path) -> None:
    record(database, tmp_path, CarrierReported("completed", 3, "caller_hangup"), CallEnded("silence"))

    assert not is_kept(database, CALL)


def test_what_a_dead_process_left_is_written(database: Database, tmp_path: Path, away: Database) -> None:
    record(away, tmp_path, STARTED, CallEnded("silence"))

    with recording(database, tmp_path) as recorder:
        recorder.start()
        eventually(lambda: is_kept(database, CALL) and kept_call(database, CALL)["end_reason"] == "silence")


@pytest.fixture
def away(settings: DbSettings) -> Iterator[Database]:
    """A database that nobody can reach."""
    database = Database(
        replace(settings, database_url=settings.database_url.set(port=1, query={}, host="127.0.0.1"))
    )
    yield database
    database.close()


def test_nothing_is_lost_while_the_database_is_away(
    database: Database, settings: DbSettings, gate: Gate, tmp_path: Path
) -> None:
    behind_gate = gate.database(settings)
    with recording(behind_gate, tmp_path / "spool") as recorder:
        for fact in (STARTED, TurnTaken(1, "agent", "Hola", 0), CallEnded("silence")):
            recorder.record(CALL, fact)
            assert recorder.flush(TEST_TIMEOUT_SECONDS)
        assert not is_kept(database, CALL)
        gate.is_open = True
        eventually(lambda: is_kept(database, CALL) and kept_call(database, CALL)["status"] == "completed")

    assert len(kept_turns(database, CALL)) == 1
    assert list((tmp_path / "spool").iterdir()) == []
    behind_gate.close()


def test_on_a_full_disk_facts_wait_in_memory(
    database: Database, settings: DbSettings, gate: Gate, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    behind_gate = gate.database(settings)
    folder = tmp_path / "spool"
    with recording(behind_gate, folder) as recorder:
        folder.rmdir()  # a disk that takes no file
        recorder.record(CALL, STARTED)
        recorder.record(CALL, CallEnded("silence"))
        eventually(lambda: "spool_failed" in caplog.text)
        folder.mkdir()
        gate.is_open = True
        eventually(lambda: is_kept(database, CALL) and kept_call(database, CALL)["end_reason"] == "silence")
    behind_gate.close()


def test_too_many_facts_are_told_not_kept(
    away: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bridge.recorder.MAX_QUEUED", 0)
    record(away, tmp_path, STARTED)

    assert f"fact_lost call={CALL} fact=CallStarted reason=queue full" in caplog.text
    assert "+34600111222" not in caplog.text


def test_turns_that_come_together_are_written_together(database: Database, tmp_path: Path) -> None:
    """One statement cannot amend the turn that it adds."""
    draft, whole = TurnTaken(1, "agent", "Hola, d", 0), TurnTaken(1, "agent", "Hola, diga.", 0, 900)
    caller = TurnTaken(2, "user", "Buenas", 1000)
    record(database, tmp_path, STARTED, draft, caller, whole, whole, CallEnded("silence"))

    assert [turn["text"] for turn in kept_turns(database, CALL)] == ["Hola, diga.", "Buenas"]
    assert kept_events(database, CALL) == [
        "call.started",
        "turn.added",
        "turn.added",
        "turn.amended",
        "call.ended",
    ]


def left_by_a_kill(folder: Path, target: Path) -> Path:
    """The journals as they are on the disk at this moment."""
    target.mkdir()
    for journal in folder.glob("*.jsonl"):
        (target / journal.name).write_bytes(journal.read_bytes())
    return target


def test_a_recorded_fact_outlives_its_process(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.recorder.COMMIT_INTERVAL_SECONDS", 60)
    folder = tmp_path / "spool"
    with recording(database, folder) as recorder:
        recorder.record(CALL, STARTED)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)  # nothing is hurried by this one
        recorder.record(CALL, TurnTaken(1, "agent", "Hola", 0))
        left = left_by_a_kill(folder, tmp_path / "left")
        assert kept_turns(database, CALL) == []

        with recording(database, left) as another:
            another.start()
            eventually(lambda: kept_turns(database, CALL) != [])
    assert len(kept_turns(database, CALL)) == 1
    assert [*folder.iterdir(), *left.iterdir()] == []


def test_what_cannot_wait_is_written_before_the_next_commit(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.recorder.COMMIT_INTERVAL_SECONDS", 10 * TEST_TIMEOUT_SECONDS)
    with recording(database, tmp_path) as recorder:
        recorder.record(CALL, STARTED)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        recorder.record(CALL, TurnTaken(1, "agent", "Hola", 0))
        recorder.hurry()
        eventually(lambda: kept_turns(database, CALL) != [])


def test_a_commit_takes_no_later_fact_off_the_disk(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is learnt while the database writes is not in what it writes."""
    first, second = TurnTaken(1, "agent", "Hola", 0), TurnTaken(2, "user", "Buenas", 900)
    folder = tmp_path / "spool"
    with recording(database, folder) as recorder:
        recorder.record(CALL, STARTED)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        # From the next commit to the one after it.
        monkeypatch.setattr("bridge.recorder.COMMIT_INTERVAL_SECONDS", 60)
        with database.transaction() as session:
            session.execute(text("LOCK TABLE turns IN EXCLUSIVE MODE"))
            recorder.record(CALL, first)
            eventually(lambda: len(list(folder.glob("*.jsonl"))) == 2)  # the writer waits for the table
            recorder.record(CALL, second)
            assert facts_on(left_by_a_kill(folder, tmp_path / "during")) == [first, second]
        eventually(lambda: len(list(folder.glob("*.jsonl"))) == 1)
        assert facts_on(left_by_a_kill(folder, tmp_path / "after")) == [second]

    assert [turn["text"] for turn in kept_turns(database, CALL)] == ["Hola", "Buenas"]
    assert list(folder.iterdir()) == []


def facts_on(folder: Path) -> list[Fact]:
    found: list[Entry] = []
    for orphan in Spool(folder).orphans():
        orphan.replay(found.extend)
    return [entry.fact for entry in found]


def test_a_full_disk_stops_nobody_while_the_database_is_there(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "spool"
    with recording(database, folder) as recorder:
        folder.rmdir()
        recorder.record(CALL, STARTED)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        folder.mkdir()
    assert "spool_failed" in caplog.text
    assert is_kept(database, CALL)


def test_a_fact_that_nowhere_can_be_set_aside_stops_nobody(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "rejected").mkdir()  # a file that cannot be written
    with recording(database, tmp_path) as recorder:
        for fact in (STARTED, TurnTaken(0, "ghost", "Boo", -1)):
            recorder.record(CALL, fact)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        recorder.record(CALL, CallEnded("silence"))
        assert recorder.flush(TEST_TIMEOUT_SECONDS)

    assert f"fact_lost call={CALL} fact=TurnTaken" in caplog.text
    assert kept_call(database, CALL)["end_reason"] == "silence"


def test_a_disk_that_deletes_nothing_stops_nobody(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As a disk that has turned read-only."""
    monkeypatch.setattr("bridge.recorder.COMMIT_INTERVAL_SECONDS", 60)
    monkeypatch.setattr("bridge.recorder.ORPHAN_SCAN_SECONDS", 0.1)
    with recording(database, tmp_path) as recorder:
        recorder.record(CALL, STARTED)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        recorder.record(CALL, CallAnswered())
        (journal,) = tmp_path.glob("*.jsonl")
        journal.unlink()
        journal.mkdir()
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        recorder.record(CALL, CallEnded("silence"))
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        journal.rmdir()
        journal.touch()  # the disk deletes again
        eventually(lambda: not journal.exists())

    assert "spool_failed" in caplog.text
    assert kept_call(database, CALL)["end_reason"] == "silence"
