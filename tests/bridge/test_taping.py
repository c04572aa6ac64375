"""The tape writer: what a killed process leaves, a full disk, and whole calls that are recorded."""

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bridge import taping
from bridge.front.line import Line
from bridge.listening import Listening
from bridge.settings import SIMULATED_NUMBER
from bridge.simulators.exchange import SimulatedCall
from bridge.taping import MAX_ENTRIES, Tape, Taping
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import Recording
from db.sound.live import LiveSound
from db.sound.store import RecordingStore
from db.sound.tape import CALLER, LOST, Label, read_entries, read_label, tape_path, tapes_of
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, script
from tests.bridge.full_disk import room_for
from tests.bridge.kept import kept_call, know_organization, one_of
from tests.conftest import ROOT
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually
from workers.sound.encoding import decode
from workers.sound.storing import store_call

CALL = "CA" + "1" * 32
LABEL = Label(call_sid=CALL, stream_sid="MZ1", started_at=datetime(2026, 11, 25, tzinfo=UTC), started=0.0)


def bodies(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return [entry.body for entry in read_entries(file, read_label(file))]


@pytest.fixture
def writer(tmp_path: Path, redis_url: str) -> Taping:
    return Taping(tmp_path, Listening(LiveSound(redis_url)))


def test_what_is_kept_is_on_the_disk_when_the_tape_is_closed(writer: Taping, tmp_path: Path) -> None:
    reasons: list[str | None] = []
    tape = writer.open(LABEL, reasons.append)
    for number in range(500):
        tape.keep(CALLER, number / 50, b"%d" % number)
    tape.end(10.0)

    assert writer.flush(TEST_TIMEOUT_SECONDS)
    assert reasons == [None]
    assert bodies(tape_path(tmp_path, LABEL)) == [*(b"%d" % number for number in range(500)), b""]
    assert (
        tape_path(tmp_path, LABEL).stat().st_mode & 0o777,
        tape_path(tmp_path, LABEL).parent.stat().st_mode & 0o777,
    ) == (0o600, 0o700)
    writer.close()


def test_a_killed_process_leaves_what_it_had_and_frees_it(tmp_path: Path, redis_url: str) -> None:
    program = (
        "import sys, time; from pathlib import Path; from datetime import UTC, datetime\n"
        "from bridge.taping import Taping; from db.sound.tape import Label, CALLER\n"
        "from bridge.listening import Listening; from db.sound.live import LiveSound\n"
        f"label = Label(call_sid='{CALL}', stream_sid='MZ1', started_at=datetime.now(UTC), started=0.0)\n"
        f"tape = Taping(Path({str(tmp_path)!r}), Listening(LiveSound({redis_url!r}))).open(label, print)\n"
        "for n in range(10**6):\n    tape.keep(CALLER, n / 50, b'%d' % n); time.sleep(0.002)\n"
    )
    path = tape_path(tmp_path, LABEL)
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as process:
        try:
            eventually(lambda: path.exists() and len(bodies(path)) > 100, seconds=60)
            with path.open("rb") as file, pytest.raises(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        finally:
            process.kill()

    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    found = bodies(path)
    assert found == [b"%d" % number for number in range(len(found))]


def test_a_disk_that_is_full_fails_the_tape_and_nothing_else(writer: Taping) -> None:
    reasons: dict[str, str | None] = {}
    with room_for(32 << 10):
        for stream_sid, frames in (("MZ1", 200), ("MZ2", 2)):
            label = Label(call_sid=CALL, stream_sid=stream_sid, started_at=LABEL.started_at, started=0.0)
            tape = writer.open(label, lambda reason, of=stream_sid: reasons.__setitem__(of, reason))  # type: ignore[misc]
            for number in range(frames):
                tape.keep(CALLER, number / 50, bytes(400))
            tape.end(frames / 50)
        assert writer.flush(TEST_TIMEOUT_SECONDS)

    assert reasons == {"MZ1": "disk_full", "MZ2": None}
    writer.close()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "disk_read_only"),
        (errno.EIO, "disk_failed"),
        (None, "unexpected"),
    ],
)
def test_a_failure_says_why(number: int | None, reason: str) -> None:
    error = OSError(number, os.strerror(number)) if number else ValueError("what")
    assert taping.reason_of(error) == reason


def test_a_disk_that_hangs_costs_sound_not_memory() -> None:
    tape = Tape(LABEL, lambda _reason: None)
    for number in range(MAX_ENTRIES + 7):
        tape.keep(CALLER, float(number), b"x")

    assert len(tape.entries) == 3 * MAX_ENTRIES
    assert tape.take()[-3:] == [LOST, MAX_ENTRIES - 1.0, b"7"]
    assert tape.take() == []


# Whole calls


def recording_of(database: Database, call_sid: str) -> dict[str, object]:
    (found,) = one_of(database, Recording, Recording.conversation_id == conversation_id_of(call_sid))
    return found


@pytest.fixture
def bridge_environment(bridge_environment: dict[str, str]) -> dict[str, str]:
    return bridge_environment | {"RECORD_CALLS": "on"}


@pytest.fixture
def settle(running: RunningBridge) -> Callable[[], None]:
    def wait() -> None:
        assert running.switchboard.taping.flush(TEST_TIMEOUT_SECONDS)
        assert running.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)

    return wait


def test_a_call_is_recorded_and_stored(
    running: RunningBridge, database: Database, settle: Callable[[], None]
) -> None:
    know_organization(database, running.switchboard.front_desk)
    result = running.dial(script(HELLO, {"caller": "Buenas, quería pedir hora."}, BYE))
    settle()
    data_dir, conversation_id = running.switchboard.settings.data_dir, conversation_id_of(result.call_sid)
    assert recording_of(database, result.call_sid)["status"] == "captured"
    store = RecordingStore.at("memory://test")

    store_call(database, store, data_dir, conversation_id)

    kept = recording_of(database, result.call_sid)
    assert (kept["status"], kept["content_type"]) == ("stored", "audio/flac")
    stereo = decode(store.get(str(kept["key"])))
    seconds = abs(stereo).max(axis=0)
    assert len(stereo) / 8 == pytest.approx(kept["duration_ms"], abs=1)
    assert (seconds > 1000).all()  # both are heard
    assert tapes_of(data_dir, result.call_sid) == []


class TestWhereNobodyWantsIt:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"RECORD_CALLS": "off"}

    def test_nothing_is_recorded(self, running: RunningBridge, database: Database) -> None:
        result = running.dial(script(HELLO, {"hang_up": True}))

        assert one_of(database, Recording, Recording.reason.is_(None)) == []
        assert tapes_of(running.switchboard.settings.data_dir, result.call_sid) == []


# What callers are told

TOLD = "Le informamos de que esta llamada se graba."
RULES: dict[str, tuple[dict[str, object], bool, tuple[str, ...], str | None]] = {
    "as it is by default": ({}, True, (TOLD,), "carrier"),
    "in words of one's own": ({"text": {"es": "Grabamos."}}, True, ("Grabamos.",), "carrier"),
    "by the agent": ({"notice": "agent"}, True, (), "agent"),
    "nobody is recorded": ({"enabled": False}, False, (), None),
    "this agent's calls are not": ({"numbers": {SIMULATED_NUMBER: False}}, False, (), None),
    "rules that nobody can read": ({"enabled": "perhaps"}, False, (), None),
}


@pytest.mark.parametrize(("rules", "is_recorded", "said", "notice"), RULES.values(), ids=RULES)
def test_nobody_is_recorded_without_being_told(
    running: RunningBridge,
    database: Database,
    settle: Callable[[], None],
    rules: dict[str, object],
    is_recorded: bool,
    said: tuple[str, ...],
    notice: str | None,
) -> None:
    know_organization(database, running.switchboard.front_desk, recording=rules)

    result = running.dial(script(HELLO, {"hang_up": True}))
    settle()

    assert (result.errors, result.said) == ((), said)
    kept = one_of(database, Recording, Recording.conversation_id == conversation_id_of(result.call_sid))
    assert bool(kept) is is_recorded
    assert kept_call(database, result.call_sid)["facts"].get("recording_notice") == notice


def test_who_cannot_be_asked_for_the_rules_records_nobody() -> None:
    assert Line().recording is None


def test_nobody_is_recorded_while_the_rules_cannot_be_read(
    running: RunningBridge, database: Database, settle: Callable[[], None]
) -> None:
    """A process that has just started, and a database that is slower than a caller is patient."""
    know_organization(database, running.switchboard.front_desk)
    running.switchboard.front_desk.forget()
    with database.transaction() as session:
        session.execute(text("LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE"))
        call = SimulatedCall(
            script(HELLO, {"hang_up": True}), voice_webhook_url=f"{running.url}/api/twilio/voice-webhook"
        )
        result = running.simulators.dial(call)
    settle()

    assert (result.errors, result.said, result.streams) == ((), (), 1)
    assert one_of(database, Recording, Recording.conversation_id == conversation_id_of(result.call_sid)) == []
    assert tapes_of(running.switchboard.settings.data_dir, result.call_sid) == []
    assert "recording_notice" not in kept_call(database, result.call_sid)["facts"]
