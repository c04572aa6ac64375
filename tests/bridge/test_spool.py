"""Facts on disk: in order, whole, and left to others by the dead."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge import facts
from bridge.facts import CallEnded, CallNoted, Fact, TurnTaken
from bridge.spool import Entry, Journal, Spool
from tests.bridge.full_disk import room_for

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CALL = "CA" + "1" * 32
TURN = TurnTaken(1, "agent", "¡Hola!\n", 0)


def entry(fact: Fact = TURN) -> Entry:
    return Entry(CALL, AT, fact)


def written(folder: Path, *facts: Fact) -> Journal:
    journal = Spool(folder).new_journal()
    for fact in facts or (TURN,):
        journal.append(entry(fact))
    return journal


def adopted(folder: Path) -> list[Entry]:
    """What another process finds."""
    entries: list[Entry] = []
    for orphan in Spool(folder).orphans():
        orphan.replay(entries.extend)
    return entries


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Spool(tmp_path).new_journal()) as journal:
        yield journal


@pytest.mark.parametrize(
    "fact",
    [
        facts.CallStarted("inbound", None, "+34971550100", True, False),
        facts.CallAnswered(),
        facts.AgentIdentified("conv_1"),
        facts.TurnTaken(1, "agent", "Hola", 0, 900, is_interrupted=True, full_text="Hola, diga"),
        facts.CallForwarded("+34600111222", "agent_failed"),
        facts.CallEnded("silence"),
        facts.CarrierReported("completed", 3, "caller_hangup"),
        facts.AgentReported("conv_1", "es", "0.12", {"cost": 296}),
        facts.CallNoted({"a": [1, {"b": None}]}),
    ],
)
def test_every_fact_survives_the_disk(fact: Fact) -> None:
    assert Entry.from_line(entry(fact).to_line()) == entry(fact)


def test_facts_come_back_in_order_and_once(journal: Journal, tmp_path: Path) -> None:
    entries = [entry(CallNoted({"number": number})) for number in range(250)]
    for one in entries:
        journal.append(one)
    back: list[Entry] = []
    journal.replay(back.extend)

    assert back == entries
    assert list(tmp_path.iterdir()) == []


def test_a_replay_that_fails_loses_nothing(journal: Journal) -> None:
    journal.append(entry())

    def fail(_entries: list[Entry]) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        journal.replay(fail)
    back: list[Entry] = []
    journal.replay(back.extend)
    assert back == [entry()]


def test_the_file_of_a_living_process_is_left_alone(journal: Journal, tmp_path: Path) -> None:
    journal.append(entry())

    assert adopted(tmp_path) == []


def test_the_files_of_a_dead_process_are_adopted_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    entries = [entry(CallNoted({"number": number})) for number in range(12)]
    for one in entries:
        with closing(spool.new_journal()) as journal:
            journal.append(one)

    assert adopted(tmp_path) == entries
    assert adopted(tmp_path) == []


def test_a_journal_without_facts_leaves_no_file(tmp_path: Path) -> None:
    Spool(tmp_path).new_journal().close()

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_stands_in_nobodys_way(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "0.jsonl").mkdir()
    written(tmp_path).close()

    assert adopted(tmp_path) == [entry()]
    assert "spool_file_skipped" in caplog.text


def test_half_a_line_hides_nothing_else(tmp_path: Path) -> None:
    written(tmp_path, TURN, CallEnded("silence")).close()
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes() + b'{"call_sid": "CA')

    assert adopted(tmp_path) == [entry(), entry(CallEnded("silence"))]


def test_a_full_disk_takes_nothing_by_halves(tmp_path: Path) -> None:
    with closing(written(tmp_path, TURN)) as journal:
        with room_for(journal.size + 10):
            for _ in range(2):
                with pytest.raises(OSError, match="only a part"):
                    journal.append(entry(CallEnded("silence")))
        journal.append(entry(CallEnded("agent_hangup")))
        back: list[Entry] = []
        journal.replay(back.extend)

    assert back == [entry(), entry(CallEnded("agent_hangup"))]
