"""What the clock makes good: tapes of dead processes, sound that nobody measured, and recordings that are old enough to go."""

import os
import time
from pathlib import Path
from uuid import UUID

import pytest
from rq import Queue

from db.actions import recordings
from db.actions.organizations import set_setting
from db.actions.recordings import StoredSound
from db.database import Database
from db.sound.store import RecordingStore
from db.sound.tape import tape_folder
from tests.workers.conftest import START, MakeCall
from workers.queue import JobQueue
from workers.sound.upkeep import delete_old_recordings, finish_recordings


@pytest.fixture(autouse=True)
def environment_of_workers(worker_environment: dict[str, str]) -> None:
    """The clock's jobs run in this process."""


def waiting(jobs: JobQueue) -> list[str]:
    return Queue("batch", connection=jobs.redis).get_job_ids()


def state(database: Database, call: UUID) -> tuple[str, str | None]:
    with database.reading() as session:
        found = recordings.recording_of(session, call)
        assert found is not None
        return found.status, found.reason


def begin(database: Database, call: UUID, key: str | None = None) -> None:
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)
        if key:
            sound = StoredSound(
                key=key, content_type="audio/flac", size_bytes=1, sha256="f", duration_ms=1, carried={}
            )
            recordings.store_recording(session, conversation_id=call, sound=sound)


def leave_tape(tmp_path: Path, number: int, seconds_old: float) -> None:
    folder = tape_folder(tmp_path)
    folder.mkdir(exist_ok=True)
    tape = folder / f"CA{number:032x}.MZ1.tape"
    tape.touch()
    os.utime(tape, (time.time() - seconds_old,) * 2)


def test_tapes_that_nobody_writes_any_more_are_stored(
    make_call: MakeCall, jobs: JobQueue, tmp_path: Path
) -> None:
    call = make_call(number=1)
    leave_tape(tmp_path, 1, 90)
    leave_tape(tmp_path, 2, 5)

    assert finish_recordings() == 1
    assert waiting(jobs) == [f"recording-{call}"]


def test_a_tape_of_a_call_that_was_erased_goes_after_a_day(
    make_call: MakeCall, jobs: JobQueue, tmp_path: Path
) -> None:
    """The facts of a call may be late; after a day they are not."""
    make_call(number=1)
    for number, days in ((1, 2), (2, 2), (3, 0.5)):
        leave_tape(tmp_path, number, days * 86_400)

    finish_recordings()

    left = {path.name[:34] for path in tape_folder(tmp_path).iterdir()}
    assert left == {f"CA{1:032x}", f"CA{3:032x}"}


@pytest.mark.parametrize("file", ["1-a-000000001.jsonl", "rejected"])
def test_a_tape_stays_while_the_facts_of_its_call_wait(database: Database, tmp_path: Path, file: str) -> None:
    """The database was away for more than a day, or refused them; half a line is being written."""
    leave_tape(tmp_path, 1, 2 * 86_400)
    leave_tape(tmp_path, 2, 2 * 86_400)
    spool = tmp_path / "spool"
    spool.mkdir(exist_ok=True)
    lines = [f'{{"call_sid": "CA{1:032x}", "fact": {{}}}}', "{}", "[]", '{"call_sid": "CA']
    (spool / file).write_text("\n".join(lines), encoding="utf-8")

    finish_recordings()

    assert [path.name[:34] for path in tape_folder(tmp_path).iterdir()] == [f"CA{1:032x}"]


def test_what_was_stored_and_not_measured_is_measured(
    database: Database, make_call: MakeCall, jobs: JobQueue
) -> None:
    call = make_call()
    begin(database, call, "somewhere")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE recordings SET stored_at = now() - interval '5 minutes'")

    assert finish_recordings() == 1
    assert waiting(jobs) == [f"sound-{call}"]


def test_a_tape_that_never_came_is_noted(database: Database, make_call: MakeCall) -> None:
    """The calls of these tests ended days ago."""
    call, running = make_call(number=1), make_call(number=2, ended=False)
    begin(database, call)
    begin(database, running)

    assert finish_recordings() == 1
    assert (state(database, call), state(database, running)) == (("absent", "tape_lost"), ("recording", None))


def test_recordings_go_when_their_organization_says(
    database: Database, make_call: MakeCall, tmp_path: Path
) -> None:
    store = RecordingStore.at(str(tmp_path / "recordings"))
    (call,) = five_days_old(database, make_call, store, "a.flac")

    assert delete_old_recordings() == 0
    keep(database, {"retention_days": "many"})
    assert delete_old_recordings() == 0
    keep(database, {"retention_days": 4})
    assert delete_old_recordings() == 1
    assert (state(database, call), store.exists("a.flac")) == (("deleted", "retention"), False)


def test_one_that_cannot_be_deleted_keeps_back_no_other(
    database: Database, make_call: MakeCall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.sound.upkeep.LIMIT", 2)
    store = RecordingStore.at(str(tmp_path / "recordings"))
    stuck, other = five_days_old(database, make_call, store, "stuck", "b.flac")
    keep(database, {"retention_days": 4})
    store.delete("stuck")
    store.put("stuck/file", b"what cannot be deleted as a file")

    with pytest.raises(OSError, match="stuck"):
        delete_old_recordings()

    assert (state(database, other), store.exists("b.flac")) == (("deleted", "retention"), False)
    assert state(database, stuck)[0] == "stored"


def test_however_many_are_old_enough_all_go(
    database: Database, make_call: MakeCall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.sound.upkeep.LIMIT", 2)
    store = RecordingStore.at(str(tmp_path / "recordings"))
    calls = five_days_old(database, make_call, store, *"abcde")
    keep(database, {"retention_days": 4})

    assert delete_old_recordings() == 5
    assert {state(database, call)[0] for call in calls} == {"deleted"}


def five_days_old(database: Database, make_call: MakeCall, store: RecordingStore, *keys: str) -> list[UUID]:
    """Calls with recordings, the first one the oldest."""
    calls = [make_call(number=number) for number, _ in enumerate(keys, 1)]
    for call, key in zip(calls, keys, strict=True):
        store.put(key, b"sound")
        begin(database, call, key)
    with database.engine.begin() as connection:
        for seconds, call in enumerate(calls):
            connection.exec_driver_sql(
                "UPDATE recordings SET started_at = now() - interval '5 days' + make_interval(secs => %s)"
                " WHERE conversation_id = %s",
                (seconds, str(call)),
            )
    return calls


def keep(database: Database, rules: dict[str, object]) -> None:
    with database.transaction() as session:
        assert set_setting(session, slug="autobox", name="recording", value=rules)
