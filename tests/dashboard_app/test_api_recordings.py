"""The sound of a call over HTTP: whole, by ranges, and why there is none."""

from collections.abc import Callable
from uuid import UUID, uuid4

import numpy as np
import pytest
from flask import Flask

from db.actions import recordings
from db.actions.recordings import StoredSound
from db.actions.sound import MeasuredSound, save_measurement
from db.database import Database
from db.queries.events import events_after
from db.queries.users import member_of_token
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.conftest import Person, person
from tests.workers.sound.tapes import silence, tone
from workers.sound.findings import figures_of, regions_of
from workers.sound.measuring import measure
from workers.sound.transport import Transport

SOUND = b"fLaC" + bytes(range(256)) * 40
Step = Callable[..., object]


@pytest.fixture
def call(database: Database, server: Flask) -> UUID:
    """With a recording in the server's store."""
    call = make_call(database, 1)
    key = f"somewhere/{call}.flac"
    server.extensions["recording_store"].put(key, SOUND)
    stored = StoredSound(
        key=key,
        content_type="audio/flac",
        size_bytes=len(SOUND),
        sha256="a" * 64,
        duration_ms=1234,
        carried={},
    )
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)
        recordings.store_recording(session, conversation_id=call, sound=stored)
    return call


def path(call: UUID) -> str:
    return f"/api/conversation/{call}/recording"


def test_the_whole_sound(call: UUID, bruno: Person) -> None:
    answer = bruno.client.get(path(call))

    assert (answer.status_code, answer.data, answer.content_type) == (200, SOUND, "audio/flac")
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{"a" * 64}"'
    assert answer.headers["Cache-Control"] == "private, no-cache"


RANGES = {
    "a part": ("bytes=4-7", SOUND[4:8]),
    "from somewhere on": ("bytes=10000-", SOUND[10000:]),
    "the end": ("bytes=-5", SOUND[-5:]),
    "what a player asks first": ("bytes=0-", SOUND),
}


@pytest.mark.parametrize(("wanted", "part"), RANGES.values(), ids=RANGES)
def test_a_range(call: UUID, bruno: Person, wanted: str, part: bytes) -> None:
    answer = bruno.client.get(path(call), headers={"Range": wanted})

    assert (answer.status_code, answer.data) == (206, part)
    assert answer.headers["Content-Range"].endswith(f"/{len(SOUND)}")
    assert int(answer.headers["Content-Length"]) == len(part)


def test_a_range_beyond_the_end(call: UUID, bruno: Person) -> None:
    answer = bruno.client.get(path(call), headers={"Range": "bytes=999999-"})

    assert answer.status_code == 416
    assert answer.json["error"]["code"] == "requested_range_not_satisfiable"
    assert answer.headers["Content-Range"] == f"bytes */{len(SOUND)}"


@pytest.mark.parametrize("wanted", ["items=0-3", "bytes=abc", "bytes=5-2", "bytes=0-1,4-5"])
def test_a_range_that_is_not_understood_is_ignored(call: UUID, bruno: Person, wanted: str) -> None:
    answer = bruno.client.get(path(call), headers={"Range": wanted})

    assert (answer.status_code, answer.data) == (200, SOUND)
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_what_has_not_changed_is_not_sent_again(call: UUID, bruno: Person) -> None:
    answer = bruno.client.get(path(call), headers={"If-None-Match": f'"{"a" * 64}"'})

    assert (answer.status_code, answer.data) == (304, b"")


def test_a_head(call: UUID, bruno: Person) -> None:
    answer = bruno.client.head(path(call))

    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(len(SOUND)))


def test_nobody_hears_it_without_signing_in(call: UUID, server: Flask) -> None:
    assert server.test_client().get(path(call)).status_code == 401


def begun(session: object, call: UUID) -> None:
    recordings.begin_recording(session, conversation_id=call, started_at=START)  # type: ignore[arg-type]


REFUSALS = {
    "not recorded": ([], 404, "not_recorded"),
    "running": ([begun], 409, "recording_not_ready"),
    "failed": (
        [begun, lambda s, c: recordings.fail_recording(s, conversation_id=c, reason="disk_full")],
        404,
        "recording_failed",
    ),
    "lost": (
        [begun, lambda s, c: recordings.miss_recording(s, conversation_id=c, reason="tape_lost")],
        404,
        "recording_absent",
    ),
    "deleted": (
        [
            begun,
            lambda s, c: recordings.capture_recording(s, conversation_id=c),
            lambda s, c: recordings.delete_recording(s, conversation_id=c, user_id=None, reason="retention"),
        ],
        410,
        "recording_deleted",
    ),
}


@pytest.mark.parametrize(("steps", "status", "code"), REFUSALS.values(), ids=REFUSALS)
def test_no_sound_and_why(
    database: Database, bruno: Person, steps: list[Step], status: int, code: str
) -> None:
    call = make_call(database, 1)
    for step in steps:
        with database.transaction() as session:
            step(session, call)

    answer = bruno.client.get(path(call))

    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)


def test_no_such_call(bruno: Person) -> None:
    assert bruno.client.get(path(uuid4())).json["error"]["code"] == "unknown_conversation"


def test_a_file_that_is_gone_is_no_fault_of_the_reader(call: UUID, bruno: Person, server: Flask) -> None:
    server.extensions["recording_store"].delete(f"somewhere/{call}.flac")

    assert bruno.client.get(path(call)).json["error"]["code"] == "recording_missing"


def test_a_file_of_another_size_is_refused_not_cut(call: UUID, bruno: Person, server: Flask) -> None:
    server.extensions["recording_store"].put(f"somewhere/{call}.flac", b"fLaC, and no more")

    for headers in ({}, {"Range": "bytes=0-0"}):
        answer = bruno.client.get(path(call), headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "recording_damaged")


# What is drawn of it


@pytest.fixture
def measured(call: UUID, database: Database) -> UUID:
    found = measure(silence(1000), np.concatenate((tone(500), silence(500))), Transport())
    sound = MeasuredSound(
        version="test",
        quality=71,
        reasons=[{"code": "noise", "points": 29, "value": 29.4}],
        regions=regions_of(found),
        gaps=[],
        caller_peaks=bytes(20),
        agent_peaks=bytes([0, 255] * 10),
        figures=figures_of(found),
    )
    with database.transaction() as session:
        save_measurement(session, conversation_id=call, measured=sound)
    return call


def test_a_waveform(measured: UUID, bruno: Person) -> None:
    answer = bruno.client.get(f"/api/conversation/{measured}/waveform")

    found = answer.json
    assert answer.status_code == 200
    assert (found["duration_ms"], found["bucket_ms"]) == (1000, 50)
    assert found["lanes"] == {"caller": [0.0] * 20, "agent": [0.0, 1.0] * 10}
    assert found["quality"] == {"score": 71, "reasons": [{"code": "noise", "points": 29, "value": 29.4}]}
    assert {"kind": "speech", "side": "agent", "start_ms": 0, "stop_ms": 505} in found["regions"]


def test_a_waveform_of_few_buckets(measured: UUID, bruno: Person) -> None:
    found = bruno.client.get(f"/api/conversation/{measured}/waveform?buckets=10").json

    assert (found["bucket_ms"], found["lanes"]["agent"]) == (100, [1.0] * 10)


@pytest.mark.parametrize("buckets", ["9", "4001", "many"])
def test_buckets_that_are_none(measured: UUID, bruno: Person, buckets: str) -> None:
    assert bruno.client.get(f"/api/conversation/{measured}/waveform?buckets={buckets}").status_code == 422


def test_a_waveform_before_it_is_measured(call: UUID, bruno: Person) -> None:
    answer = bruno.client.get(f"/api/conversation/{call}/waveform")

    assert (answer.status_code, answer.json["error"]["code"]) == (409, "recording_not_ready")


# It is deleted


def test_a_recording_is_deleted_by_whoever_may(
    call: UUID, alicia: Person, server: Flask, database: Database
) -> None:
    assert alicia.client.delete(path(call), headers=alicia.bearer).status_code == 204

    assert not server.extensions["recording_store"].exists(f"somewhere/{call}.flac")
    assert alicia.client.get(path(call)).json["error"]["code"] == "recording_deleted"
    with database.reading() as session:
        events = events_after(session, after=0, conversation_id=call, limit=100)
        reader = member_of_token(session, alicia.token)
    assert reader is not None
    assert [event.data for event in events if event.event_type == "recording.deleted"] == [
        {"reason": "asked", "user_id": str(reader.id)}
    ]
    # Once more changes nothing.
    assert alicia.client.delete(path(call), headers=alicia.bearer).status_code == 204


@pytest.mark.parametrize("role", ["analyst", "staff"])
def test_others_delete_nothing(call: UUID, server: Flask, database: Database, role: str) -> None:
    reader = person(server, database, role)

    assert reader.client.delete(path(call), headers=reader.bearer).status_code == 403
    assert server.extensions["recording_store"].exists(f"somewhere/{call}.flac")


def test_what_is_being_recorded_cannot_be_deleted_yet(database: Database, alicia: Person) -> None:
    call = make_call(database, 1)
    with database.transaction() as session:
        begun(session, call)

    answer = alicia.client.delete(path(call), headers=alicia.bearer)

    assert (answer.status_code, answer.json["error"]["code"]) == (409, "call_not_over")


def test_what_was_not_recorded_cannot_be_deleted(database: Database, alicia: Person) -> None:
    answer = alicia.client.delete(path(make_call(database, 1)), headers=alicia.bearer)

    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_recorded")
