"""A message that a caller left, listened to at the pages."""

from uuid import uuid4

from flask import Flask

from db.actions.calls import conversation_id_of
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import script

BUSY = {"outcome": "busy", "ring_seconds": 0.5}


def test_a_message_can_be_heard(running: RunningBridge, pages: Flask) -> None:
    result = running.dial(script(outage={"http_status": 429}, forward=BUSY))
    path = f"/api/conversation/{conversation_id_of(result.call_sid)}/voicemail"
    heard = pages.test_client().get(path)
    running.simulators.exchange.recordings.clear()
    gone = pages.test_client().get(path)

    assert (heard.status_code, heard.content_type, heard.data[:4]) == (200, "audio/wav", b"RIFF")
    assert len(heard.data) > 16_000  # a second of it, at least
    assert gone.json is not None
    assert (gone.status_code, gone.json["error"]["code"]) == (503, "carrier_away")


def test_where_none_was_left_there_is_none(pages: Flask) -> None:
    answer = pages.test_client().get(f"/api/conversation/{uuid4()}/voicemail")

    assert answer.json is not None
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "no_voicemail")
