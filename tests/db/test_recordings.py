"""The states of a recording: what may follow what, and where recordings are kept."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from db.actions import recordings
from db.actions.recordings import BEFORE, StoredSound
from db.database import Database
from db.environment import ConfigurationError
from db.models.recording import RECORDING_STATUSES
from db.queries.events import events_after
from db.sound.store import RecordingStore
from tests.dashboard_app.calls import START, make_call

SOUND = StoredSound(key="k", content_type="audio/flac", size_bytes=1, sha256="f", duration_ms=1, carried={})
PATHS = {
    "recording": (),
    "captured": ("captured",),
    "stored": ("captured", "stored"),
    "failed": ("failed",),
    "absent": ("absent",),
    "deleted": ("captured", "stored", "deleted"),
}


def take(session: Session, call: UUID, status: str) -> None:
    match status:
        case "recording":
            recordings.begin_recording(session, conversation_id=call, started_at=START)
        case "captured":
            recordings.capture_recording(session, conversation_id=call)
        case "stored":
            recordings.store_recording(session, conversation_id=call, sound=SOUND)
        case "failed":
            recordings.fail_recording(session, conversation_id=call, reason="disk_full")
        case "absent":
            recordings.miss_recording(session, conversation_id=call, reason="tape_lost")
        case "deleted":
            recordings.delete_recording(session, conversation_id=call, user_id=None, reason="retention")


@pytest.mark.parametrize("old", RECORDING_STATUSES)
@pytest.mark.parametrize("new", RECORDING_STATUSES)
def test_only_named_steps_are_taken(database: Database, old: str, new: str) -> None:
    call = make_call(database, 1)
    with database.transaction() as session:
        take(session, call, "recording")
        for status in PATHS[old]:
            take(session, call, status)
    with database.transaction() as session:
        take(session, call, new)

    with database.reading() as session:
        found = recordings.recording_of(session, call)
        assert found is not None
        assert found.status == (new if old in BEFORE[new] else old)


def test_the_deletion_is_a_fact(database: Database) -> None:
    call = make_call(database, 1)
    for status in ("recording", "captured", "stored", "deleted"):
        with database.transaction() as session:
            take(session, call, status)

    with database.reading() as session:
        events = events_after(session, after=0, conversation_id=call, limit=100)
    assert [
        (event.event_type, event.data.get("reason")) for event in events if event.event_type.startswith("rec")
    ] == [
        ("recording.stored", None),
        ("recording.deleted", "retention"),
    ]


@pytest.mark.parametrize("url", ["memory://recordings", "file://{folder}/a", "{folder}/b c"])
def test_a_place_for_recordings(url: str, tmp_path: Path) -> None:
    store = RecordingStore.at(url.format(folder=tmp_path))
    store.put("o/2026/x.flac", b"sound")
    store.put("o/2026/x.flac", b"again")

    with store.open("o/2026/x.flac") as file:
        file.seek(2)
        assert file.read() == b"ain"
    assert store.get("o/2026/x.flac") == b"again"
    store.delete("o/2026/x.flac")
    store.delete("o/2026/x.flac")
    assert not store.exists("o/2026/x.flac")


@pytest.mark.parametrize("url", ["nowhere://x", "s4://bucket"])
def test_a_place_that_is_none(url: str) -> None:
    with pytest.raises(ConfigurationError, match="RECORDINGS_URL"):
        RecordingStore.at(url)
