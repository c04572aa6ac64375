"""From tapes on the disk to a recording in the store and its measurement in the database."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from rq import Queue
from sqlalchemy import select

from db.actions import recordings
from db.database import Database
from db.models import RealTimeEvent, Recording, SoundMeasurement, Turn
from db.models.sound import FIGURES
from db.queries.transcripts import stored_call
from db.sound.store import RecordingStore
from db.sound.tape import AGENT_READY, ENDED, NOTE, Entry, Label, tape_path
from tests.workers.conftest import START, MakeCall
from tests.workers.sound.scenes import AGENT, CALLER, Noise, Scene, scene
from tests.workers.sound.tapes import Carrier, caller_entries, silence, written
from workers.jobs import measure_sound, store_recording
from workers.queue import JobQueue
from workers.sound.assessing import measure_call
from workers.sound.encoding import decode
from workers.sound.storing import key_of, store_call

PLAN = [(AGENT, 600.0, 0), (CALLER, 500.0, 0), (AGENT, 900.0, 1), (CALLER, 700.0, 1)]
SAID = (("agent", "Hola."), ("user", "Cita."), ("agent", "Martes."), ("user", "Bien."))
WriteTape = Callable[..., Path]


@pytest.fixture
def played() -> Scene:
    return scene(PLAN, noise=Noise("white", -60))


@pytest.fixture
def store(tmp_path: Path) -> RecordingStore:
    return RecordingStore.at(str(tmp_path / "recordings"))


@pytest.fixture
def write_tape(tmp_path: Path, played: Scene) -> WriteTape:
    """Of the call `number`, as the bridge would have written it, 30 ms away from the carrier."""

    def write(number: int = 1, *, is_whole: bool = True) -> Path:
        label = Label(call_sid=f"CA{number:032x}", stream_sid="MZ1", started_at=START, started=50.0)
        carrier = Carrier()
        agent = played.agent
        for spoken in played.of(AGENT):
            sound = agent[round(spoken.start_ms * 8) : round(spoken.stop_ms * 8)]
            carrier.send(spoken.start_ms - carrier.delay_ms, sound)
        entries = [*caller_entries(played.caller), *carrier.entries, Entry(NOTE, 200.0, AGENT_READY)]
        entries.sort(key=lambda entry: entry.at_ms)
        if is_whole:
            entries.append(Entry(ENDED, entries[-1].at_ms, b""))
        path = tape_path(tmp_path, label)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written(entries, label))
        return path

    return write


def one(database: Database, model: Any, call: UUID) -> Any:
    with database.reading() as session:
        found = session.scalars(select(model).where(model.conversation_id == call)).one()
        session.expunge(found)
    return found


def test_a_tape_becomes_a_recording(
    database: Database,
    store: RecordingStore,
    make_call: MakeCall,
    write_tape: WriteTape,
    played: Scene,
    tmp_path: Path,
) -> None:
    call, tape = make_call(SAID), write_tape()

    assert store_call(database, store, tmp_path, call) is not None

    found = one(database, Recording, call)
    assert (found.status, found.reason) == ("stored", None)
    stereo = decode(store.get(found.key))
    assert (stereo[:, 0] == played.caller).all()
    assert stereo[:, 1].size == played.agent.size
    assert not tape.exists()
    assert store_call(database, store, tmp_path, call) is None  # once is enough


def test_what_a_killed_process_left_is_stored_and_told(
    database: Database, store: RecordingStore, make_call: MakeCall, write_tape: WriteTape, tmp_path: Path
) -> None:
    call = make_call(SAID)
    write_tape(is_whole=False)

    store_call(database, store, tmp_path, call)

    found = one(database, Recording, call)
    assert (found.status, found.reason) == ("stored", "incomplete")


def test_a_call_that_runs_is_left_alone(
    database: Database, store: RecordingStore, make_call: MakeCall, write_tape: WriteTape, tmp_path: Path
) -> None:
    call, tape = make_call(SAID, ended=False), write_tape()

    assert store_call(database, store, tmp_path, call) is None
    assert tape.exists()


def test_a_recording_that_was_deleted_does_not_come_back(
    database: Database, store: RecordingStore, make_call: MakeCall, write_tape: WriteTape, tmp_path: Path
) -> None:
    call, tape = make_call(SAID), write_tape()
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)
        recordings.capture_recording(session, conversation_id=call)
        recordings.delete_recording(session, conversation_id=call, user_id=None, reason="asked")

    assert store_call(database, store, tmp_path, call) is None
    assert not tape.exists()
    assert one(database, Recording, call).status == "deleted"


def test_a_store_that_is_full_is_a_failure_until_it_is_mended(
    database: Database, make_call: MakeCall, write_tape: WriteTape, tmp_path: Path
) -> None:
    """A folder in which nothing can be made: it is a file."""
    call, tape = make_call(SAID), write_tape()
    (tmp_path / "recordings").write_text("no folder")
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)

    with pytest.raises(OSError, match="recordings"):
        store_call(database, RecordingStore.at(str(tmp_path / "recordings")), tmp_path, call)

    found = one(database, Recording, call)
    assert (found.status, found.reason, tape.exists()) == ("failed", "store_failed", True)
    (tmp_path / "recordings").unlink()
    assert store_call(database, RecordingStore.at(str(tmp_path / "recordings")), tmp_path, call)
    assert one(database, Recording, call).status == "stored"


def test_a_disk_that_is_full_keeps_the_tape_until_there_is_room(
    database: Database, make_call: MakeCall, write_tape: WriteTape, store: RecordingStore, tmp_path: Path
) -> None:
    """/dev/full refuses what is written, as a full disk does."""
    call, tape = make_call(SAID), write_tape()
    with database.reading() as session:
        found = stored_call(session, call)
    assert found
    draft = Path(store.root) / f"{key_of(found)}.new"
    draft.parent.mkdir(parents=True)
    draft.symlink_to("/dev/full")
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)

    with pytest.raises(OSError, match="No space left"):
        store_call(database, store, tmp_path, call)

    recording = one(database, Recording, call)
    assert (recording.status, recording.reason, tape.exists()) == ("failed", "disk_full", True)
    assert list(draft.parent.iterdir()) == []  # no half of a file takes the room
    assert store_call(database, store, tmp_path, call)
    assert one(database, Recording, call).status == "stored"


def test_a_recording_is_measured_and_sets_the_turns(
    database: Database,
    store: RecordingStore,
    make_call: MakeCall,
    write_tape: WriteTape,
    played: Scene,
    tmp_path: Path,
) -> None:
    call = make_call(SAID)
    write_tape()
    with database.transaction() as session:
        for position, spoken in enumerate(played.spoken, start=1):
            turn = session.get_one(Turn, (call, position))
            late = 600 if turn.role == "user" else 60
            turn.started_ms = round(spoken.start_ms) + late
            turn.ended_ms = round(spoken.stop_ms) + late if turn.role == "user" else None
    store_call(database, store, tmp_path, call)

    measure_call(database, store, call)

    found = one(database, SoundMeasurement, call)
    assert found.quality == 100
    assert found.heard_gap_p50_ms == pytest.approx(900, abs=40)
    assert found.first_audio_ms == pytest.approx(600, abs=40)
    assert {name for name in FIGURES if getattr(found, name) is None} == set()
    assert [gap["position"] for gap in found.gaps] == [3]
    with database.reading() as session:
        columns = select(Turn.started_ms, Turn.ended_ms).where(Turn.conversation_id == call)
        times = session.execute(columns.order_by(Turn.position)).all()
        found = select(RealTimeEvent).where(RealTimeEvent.event_type == "turn.amended")
        amended = [event.data["position"] for event in session.scalars(found.order_by(RealTimeEvent.id))]
    for (started, ended), spoken in zip(times, played.spoken, strict=True):
        assert started == pytest.approx(spoken.start_ms, abs=40)
        assert ended == pytest.approx(spoken.stop_ms, abs=40)
    assert amended == [1, 2, 3, 4]


def test_measuring_again_changes_nothing(
    database: Database, store: RecordingStore, make_call: MakeCall, write_tape: WriteTape, tmp_path: Path
) -> None:
    call = make_call(SAID)
    write_tape()
    store_call(database, store, tmp_path, call)
    measure_call(database, store, call)
    first = {
        name: getattr(one(database, SoundMeasurement, call), name)
        for name in (*FIGURES, "quality", "regions")
    }

    measure_call(database, store, call)

    again = {name: getattr(one(database, SoundMeasurement, call), name) for name in first}
    assert again == first


def test_the_jobs_follow_each_other(
    database: Database,
    worker_environment: dict[str, str],
    make_call: MakeCall,
    write_tape: WriteTape,
    jobs: JobQueue,
) -> None:
    call = make_call(SAID)
    write_tape()

    store_recording(str(call))
    assert Queue("default", connection=jobs.redis).get_job_ids() == [f"sound-{call}"]
    measure_sound(str(call))

    assert one(database, SoundMeasurement, call).duration_ms > 0


def test_a_call_without_a_tape_has_nothing_to_measure(
    database: Database, store: RecordingStore, make_call: MakeCall, tmp_path: Path
) -> None:
    call = make_call(SAID)

    assert store_call(database, store, tmp_path, call) is None
    assert measure_call(database, store, call) is None


def test_a_call_in_which_no_frame_came_is_absent(
    database: Database, store: RecordingStore, make_call: MakeCall, tmp_path: Path
) -> None:
    call = make_call(SAID)
    label = Label(call_sid=f"CA{1:032x}", stream_sid="MZ1", started_at=START, started=50.0)
    path = tape_path(tmp_path, label)
    path.parent.mkdir()
    path.write_bytes(written(caller_entries(silence(0)), label))
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)

    assert store_call(database, store, tmp_path, call) is None

    found = one(database, Recording, call)
    assert (found.status, found.reason, path.exists()) == ("absent", "nothing_heard", False)
