"""Facts on disk: in order, whole, and left to others by the dead."""

import errno
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from bridge import facts
from bridge.facts import CallEnded, CallNoted, Fact, TurnTaken
from bridge.spool import Entry, Spool

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CALL = "CA" + "1" * 32
TURN = TurnTaken(1, "agent", "¡Hola!\n", 0)


def entry(fact: Fact = TURN) -> Entry:
    return Entry(CALL, AT, fact)


def replayed(folder: Path) -> list[Entry]:
    entries: list[Entry] = []
    Spool(folder).replay(entries.extend)
    return entries


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with closing(Spool(tmp_path)) as spool:
        yield spool


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


def test_facts_come_back_in_order_and_once(spool: Spool, tmp_path: Path) -> None:
    entries = [entry(CallNoted({"number": number})) for number in range(5)]
    spool.append(entries[:2])
    spool.append(entries[2:])
    back: list[Entry] = []
    spool.replay(back.extend)

    assert back == entries
    assert not spool.has_entries
    assert list(tmp_path.iterdir()) == []


def test_a_replay_that_fails_loses_nothing(spool: Spool) -> None:
    spool.append([entry()])

    def fail(_entries: list[Entry]) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        spool.replay(fail)
    assert spool.has_entries


def test_the_file_of_a_living_process_is_left_alone(spool: Spool, tmp_path: Path) -> None:
    spool.append([entry()])

    assert replayed(tmp_path) == []


def test_the_file_of_a_dead_process_is_adopted(tmp_path: Path) -> None:
    dead = Spool(tmp_path)
    dead.append([entry()])
    dead.close()

    assert replayed(tmp_path) == [entry()]
    assert replayed(tmp_path) == []


def test_what_is_no_file_stands_in_nobodys_way(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "0.jsonl").mkdir()
    dead = Spool(tmp_path)
    dead.append([entry()])
    dead.close()

    assert replayed(tmp_path) == [entry()]
    assert "spool_file_skipped" in caplog.text


def test_half_a_line_hides_nothing_else(tmp_path: Path) -> None:
    dead = Spool(tmp_path)
    dead.append([entry(), entry(CallEnded("silence"))])
    dead.close()
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes() + b'{"call_sid": "CA')

    assert replayed(tmp_path) == [entry(), entry(CallEnded("silence"))]


def test_a_full_disk_takes_nothing_by_halves(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.append([entry()])

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        spool.append([entry(CallEnded("silence"))])
    monkeypatch.undo()

    back: list[Entry] = []
    spool.replay(back.extend)
    assert back == [entry()]


def test_a_disk_that_takes_a_part_is_full(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    class SmallDisk(FileIO):
        def write(self, data: Any, /) -> int:
            return super().write(data[:10])

    monkeypatch.setattr("bridge.spool.FileIO", SmallDisk)
    with pytest.raises(OSError, match="only a part"):
        spool.append([entry()])
    assert not spool.has_entries
