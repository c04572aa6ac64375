"""`/api/conversation/<id>/recording`: the recording of a call, with range requests, as players expect."""

import logging
from os import SEEK_END
from typing import IO
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from werkzeug.wsgi import wrap_file

from dashboard_app.access.members import member
from dashboard_app.api.conversations import unknown_conversation, wanted_id
from dashboard_app.errors import ApiError, Details
from dashboard_app.viewer import database
from db.actions.recordings import delete_recording
from db.models import Recording
from db.queries.recordings import recorded_call
from db.sound.store import RecordingStore

log = logging.getLogger(__name__)
READ_BYTES = 1 << 16
UNDER_WAY = {"recording", "captured"}
blueprint = Blueprint("api_recordings", __name__)


def store() -> RecordingStore:
    found: RecordingStore = current_app.extensions["recording_store"]
    return found


@blueprint.get("/api/conversation/<conversation_id>/recording")
def hear(conversation_id: str) -> Response:
    found = stored_recording(wanted_id(conversation_id))
    answer = Response(mimetype=found.content_type, direct_passthrough=True)
    answer.set_etag(found.sha256 or "")
    answer.content_length = found.size_bytes or 0
    # Cached, but revalidated each time: it may be deleted.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = f'inline; filename="{found.conversation_id}.flac"'
    if request.method != "HEAD":
        answer.response = wrap_file(request.environ, open_sound(found), READ_BYTES)
    answer.accept_ranges = "bytes"
    answer.make_conditional(request, accept_ranges=asks_for_one_part(), complete_length=found.size_bytes)
    return answer


def asks_for_one_part() -> bool:
    """RFC 9110, 14.2: a `Range` in other units, or one that is not understood, is ignored."""
    wanted = request.range
    return wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1


@blueprint.delete("/api/conversation/<conversation_id>/recording")
def delete(conversation_id: str) -> Response:
    """Deletes the file first; the row and an event keep who deleted it. Idempotent."""
    with database().transaction() as session:
        found = recorded_call(session, wanted_id(conversation_id), member().organization_id)
        if found is None:
            raise unknown_conversation()
        recording = found.recording
        if recording is None:
            raise ApiError(404, "not_recorded", "This call was not recorded.")
        if recording.status == "recording":
            raise ApiError(409, "call_not_over", "The call still runs.")
        remove_sound(recording)
        delete_recording(
            session, conversation_id=recording.conversation_id, user_id=member().id, reason="asked"
        )
    log.info("recording deleted conversation=%s by=%s", conversation_id, member().id)
    return Response(status=204)


def remove_sound(found: Recording) -> None:
    if found.key is None:
        return
    try:
        store().delete(found.key)
    except OSError as error:
        log.exception("recording store away conversation=%s", found.conversation_id)
        raise ApiError(
            503, "recordings_unavailable", "The recordings cannot be reached right now."
        ) from error


def open_sound(found: Recording) -> IO[bytes]:
    """Raises ApiError, also if the file's size differs from the stored one: players would wait forever for the rest."""
    try:
        file = store().open(found.key or "")
        size = file.seek(0, SEEK_END)
        file.seek(0)
    except FileNotFoundError:
        log.exception("recording missing conversation=%s key=%s", found.conversation_id, found.key)
        raise ApiError(404, "recording_missing", "The recording's file is not where it was stored.") from None
    except OSError as error:
        log.exception("recording store away conversation=%s", found.conversation_id)
        raise ApiError(
            503, "recordings_unavailable", "The recordings cannot be reached right now."
        ) from error
    if found.size_bytes not in (None, size):
        file.close()
        log.error(
            "recording damaged conversation=%s size=%d stored=%s",
            found.conversation_id,
            size,
            found.size_bytes,
        )
        raise ApiError(404, "recording_damaged", "The recording's file is not as it was stored.")
    return file


def stored_recording(conversation_id: UUID) -> Recording:
    with database().reading() as session:
        found = recorded_call(session, conversation_id, member().organization_id)
        if found is None:
            raise unknown_conversation()
        if found.recording is None:
            raise ApiError(404, "not_recorded", "This call was not recorded.")
        session.expunge(found.recording)
    return available(found.recording)


def available(found: Recording) -> Recording:
    if found.status == "stored":
        return found
    if found.status == "deleted":
        raise ApiError(410, "recording_deleted", "The recording was deleted.", why(found))
    if found.status in UNDER_WAY:
        raise ApiError(409, "recording_not_ready", "The recording is not ready yet.")
    raise ApiError(404, f"recording_{found.status}", "There is no recording.", why(found))


def why(found: Recording) -> Details:
    return [{"field": "recording", "message": found.reason or "unknown"}]
