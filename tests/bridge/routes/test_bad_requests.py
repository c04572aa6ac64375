"""Requests that are not what they claim: each a clear error, and nothing remembered."""

import pytest

from db.database import Database
from tests.bridge.kept import is_kept, kept_call
from tests.bridge.routes.conftest import CALL, Carrier

DOORS = [
    "voice-webhook",
    "voice",
    "stream-ended",
    "dial-ended",
    "fallback",
    "status",
    "stream-status",
    "recording",
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("signature", ["", "L/OH5YylLD5NRKLltdqwSvS0BnU="])
def test_a_wrong_signature_opens_no_door(
    carrier: Carrier, database: Database, door: str, signature: str
) -> None:
    answer = carrier.post(door, signature=signature)

    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["error"]["code"] == "bad_signature"
    assert not is_kept(database, CALL)


@pytest.mark.parametrize("call_sid", ["", "CA1", "CA" + "g" * 32, "CA" + "1" * 33])
def test_a_form_must_name_a_call(carrier: Carrier, call_sid: str) -> None:
    answer = carrier.post("voice-webhook", {"CallSid": call_sid})

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["code"] == "bad_call_sid"


def test_a_nul_in_a_number_costs_no_call(carrier: Carrier, database: Database) -> None:
    assert carrier.post("voice-webhook", {"From": "\x00+34600111222", "To": "\x00"}).status_code == 200

    assert kept_call(database, CALL)["phone_number"] == "+34600111222"


def test_a_huge_form_is_refused_unread(carrier: Carrier) -> None:
    answer = carrier.post("voice-webhook", {"Junk": "x" * 70_000})

    assert answer.status_code == 413
    assert answer.json is not None
    assert answer.json["error"]["code"] == "request_entity_too_large"


@pytest.mark.parametrize("path", ["/api/twilio/status", "/api/webhooks/elevenlabs"])
def test_the_wrong_method_is_named_and_the_right_one_told(carrier: Carrier, path: str) -> None:
    client = carrier.app.test_client()
    wrong, asked = client.get(path), client.options(path)

    assert (wrong.status_code, asked.status_code // 100) == (405, 2)
    assert {tuple(sorted(one.headers["Allow"].split(", "))) for one in (wrong, asked)} == {
        ("OPTIONS", "POST")
    }


def test_the_query_is_part_of_what_is_signed(carrier: Carrier) -> None:
    assert (
        carrier.post("dial-ended?reason=agent_failed&x=%2B1", {"CallStatus": "completed"}).status_code == 200
    )


def test_a_media_stream_is_a_websocket(carrier: Carrier) -> None:
    assert carrier.app.test_client().get("/ws/elevenlabs-bridge").status_code == 400


def test_an_unsigned_media_stream_is_refused_before_it_is_one(carrier: Carrier) -> None:
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "X-Twilio-Signature": "no"}
    answer = carrier.app.test_client().get("/ws/elevenlabs-bridge", headers=headers)

    assert answer.status_code == 403
