"""`flask recordings strays`: what a restored backup leaves is found and deleted, and nothing else is."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

import workers
from db import cli as db_cli
from db.actions import recordings
from db.actions.recordings import StoredSound
from db.database import Database
from db.environment import Environment
from db.sound.store import RecordingStore
from tests.workers.conftest import START, MakeCall

STRAYS = ["recordings", "strays"]
FOLDER = "house/2026/11/22"
OF_NO_CALL = f"{FOLDER}/01234567-89ab-cdef-0123-456789abcdef.flac"
SOMEBODY_ELSES = "notes/read me.txt"


@pytest.fixture
def store(worker_environment: Environment) -> RecordingStore:
    return RecordingStore.from_environment(worker_environment)


@pytest.fixture
def runner(database: Database, worker_environment: Environment) -> FlaskCliRunner:
    app = Flask(__name__)
    db_cli.init_app(app, database)
    workers.init_app(app, worker_environment, database)
    return app.test_cli_runner()


def record(database: Database, store: RecordingStore, call: UUID) -> str:
    key = f"{FOLDER}/{call}.flac"
    store.put(key, b"sound")
    sound = StoredSound(
        key=key, content_type="audio/flac", size_bytes=5, sha256="a", duration_ms=1, carried={}
    )
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)
        recordings.store_recording(session, conversation_id=call, sound=sound)
    return key


@pytest.fixture
def kept(database: Database, store: RecordingStore, make_call: MakeCall) -> dict[str, str]:
    """One that is heard, one that was deleted and is back from a backup, one that is just being stored, and two files more."""
    heard, deleted = (record(database, store, make_call(number=number)) for number in (1, 2))
    with database.transaction() as session:
        recordings.delete_recording(
            session, conversation_id=UUID(deleted[-41:-5]), user_id=None, reason="retention"
        )
    beginning = f"{FOLDER}/{make_call(number=3)}.flac"
    for key in (beginning, OF_NO_CALL, SOMEBODY_ELSES):
        store.put(key, b"sound")
    return {"heard": heard, "deleted": deleted, "beginning": beginning}


def test_they_are_listed(runner: FlaskCliRunner, store: RecordingStore, kept: dict[str, str]) -> None:
    before = store.keys()

    answer = runner.invoke(args=STRAYS)

    assert answer.exit_code == 0, answer.output
    assert answer.stdout.splitlines() == sorted([OF_NO_CALL, kept["deleted"]])
    assert "2 of 5 files belong to no call" in answer.stderr
    assert store.keys() == before


@pytest.mark.parametrize(
    ("arguments", "answered", "is_deleted"),
    [
        pytest.param(["--delete"], "n\n", False, id="no"),
        pytest.param(["--delete"], "y\n", True, id="yes"),
        pytest.param(["--delete", "--yes"], "", True, id="not asked"),
    ],
)
def test_they_are_deleted_after_a_question(
    runner: FlaskCliRunner,
    store: RecordingStore,
    kept: dict[str, str],
    arguments: list[str],
    answered: str,
    is_deleted: bool,
) -> None:
    runner.invoke(args=[*STRAYS, *arguments], input=answered)

    left = {kept["heard"], kept["beginning"], SOMEBODY_ELSES}
    assert set(store.keys()) == left | (set() if is_deleted else {OF_NO_CALL, kept["deleted"]})


def test_without_recordings_there_are_none(runner: FlaskCliRunner) -> None:
    assert "0 of 0 files" in runner.invoke(args=STRAYS).stderr
