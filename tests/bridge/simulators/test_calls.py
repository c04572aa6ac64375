"""Whole calls: the simulated carrier and the simulated agent against each other, over real sockets."""

import base64
from typing import Any

import pytest
import requests
from websocket import WebSocketBadStatusException

from bridge.simulators.server import SimulatorServer
from tests.bridge.simulators.carrier_client import carrier_client
from tests.bridge.simulators.dialling import MOBILE, call, dial_twiml
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, LONG_LINE, script
from tests.bridge.simulators.tiny_bridge import TinyBridge
from tests.waiting import TEST_TIMEOUT_SECONDS


def test_a_call_goes_from_the_first_ring_to_the_goodbye(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    result = call(simulators, tiny_bridge, record_heard=True)

    assert result.ok, result
    assert (result.ended_by, result.status, result.turns_spoken) == ("server", "completed", 1)
    assert result.marks_received == 1
    assert result.heard_bytes == sent_by_agent(tiny_bridge) > 8000
    assert len(result.heard) >= result.heard_bytes


def sent_by_agent(bridge: TinyBridge) -> int:
    """Bytes of sound: what a caller hears who listens to the last word."""
    messages = [message for message in bridge.agent_messages if message["type"] == "audio"]
    return sum(len(base64.b64decode(message["audio_event"]["audio_base_64"])) for message in messages)


def test_every_request_of_a_call_is_signed(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    call(simulators, tiny_bridge)

    assert [name for name, _form in tiny_bridge.seen] == ["voice", "after", "status"]
    assert tiny_bridge.unsigned == []


def test_the_forms_are_those_of_the_real_carrier(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    result = call(simulators, tiny_bridge, call_sid="CA" + "a" * 32, from_number="+34612345678")
    voice, after, status = (form for _name, form in tiny_bridge.seen)

    assert voice["CallSid"] == result.call_sid == "CA" + "a" * 32
    assert (voice["From"], voice["CallStatus"], voice["FromCity"]) == ("+34612345678", "ringing", "")
    assert after["CallStatus"] == "in-progress"
    assert (status["CallStatus"], status["SequenceNumber"], status["Duration"]) == ("completed", "0", "1")
    assert status["CallDuration"] == str(result.duration_seconds)


def test_a_caller_who_barges_in_clears_the_agent(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    result = call(
        simulators, tiny_bridge, script(LONG_LINE, {"caller": "¡No, no!", "barge_in_seconds": 1}, GOODBYE)
    )

    assert result.ok, result
    assert result.clears_received == 1
    assert result.cleared_bytes > 8000


def test_a_caller_who_hangs_up_ends_the_call_with_a_stop(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    result = call(simulators, tiny_bridge, script(GREETING, {"hang_up": True}))

    assert (result.ended_by, result.ok) == ("caller", True)
    assert tiny_bridge.wait_for("status")[0]["CallStatus"] == "completed"
    assert tiny_bridge.events[-1]["event"] == "stop"


def test_keys_reach_the_agent(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    result = call(simulators, tiny_bridge, script(GREETING, {"dtmf": "42#"}, GOODBYE))

    assert result.ok, result
    assert [event["dtmf"]["digit"] for event in tiny_bridge.events if event["event"] == "dtmf"] == list("42#")


def test_an_agent_that_is_down_refuses_the_upgrade(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    dialled: list[int] = []

    def try_agent(ws: Any, _stream_sid: str) -> None:
        with pytest.raises(WebSocketBadStatusException) as refused:
            tiny_bridge.dial_agent("CA1")
        dialled.append(refused.value.status_code)
        ws.close(1000)

    tiny_bridge.on_stream = try_agent
    result = call(simulators, tiny_bridge, script(outage={"http_status": 503, "delay_seconds": 0.01}))

    assert dialled == [503]
    assert result.ended_by == "server"


@pytest.mark.parametrize(
    ("forward", "attributes", "status", "bridged"),
    [
        pytest.param({"outcome": "answered", "talk_seconds": 4}, "", "completed", True, id="answered"),
        pytest.param({"outcome": "no-answer"}, 'timeout="3"', "no-answer", False, id="rings-out"),
        pytest.param({"outcome": "answered", "ring_seconds": 9}, 'timeout="3"', "no-answer", False, id="too-slow"),
        pytest.param({"outcome": "busy"}, "", "busy", False, id="busy"),
        pytest.param({"outcome": "failed"}, 'answerOnBridge="true"', "failed", False, id="unreachable"),
    ],
)  # fmt: skip
def test_a_dialled_telephone_answers_or_does_not(
    simulators: SimulatorServer,
    tiny_bridge: TinyBridge,
    forward: dict[str, Any],
    attributes: str,
    status: str,
    bridged: bool,
) -> None:
    tiny_bridge.twiml = dial_twiml(attributes)
    result = call(simulators, tiny_bridge, script(GREETING, forward={"ring_seconds": 0.5} | forward))
    after = tiny_bridge.requests_of("after")[0]

    assert after["DialCallStatus"] == status
    assert after["DialBridged"] == str(bridged).lower()
    assert after["DialCallSid"] == result.dialled[0].sid
    assert int(after["DialCallDuration"]) == (4 if bridged else 0)


def test_the_person_who_answers_hears_a_whisper_and_the_leg_is_reported(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.after = "<Response><Say>Cliente enfadado.</Say></Response>"
    events = "initiated ringing answered completed"
    number = f'<Number url="/after" statusCallback="/leg" statusCallbackEvent="{events}">{MOBILE}</Number>'
    tiny_bridge.twiml = f"<Response><Dial>{number}</Dial><Hangup/></Response>"
    result = call(simulators, tiny_bridge, script(GREETING, forward={"ring_seconds": 0.2, "talk_seconds": 1}))
    legs = tiny_bridge.wait_for("leg", 4)

    assert (result.whispered, result.said) == (("Cliente enfadado.",), ())
    assert [leg["CallStatus"] for leg in legs] == ["initiated", "ringing", "in-progress", "completed"]
    assert [leg["SequenceNumber"] for leg in legs] == list("0123")
    assert {leg["ParentCallSid"] for leg in legs} == {result.call_sid}


@pytest.mark.parametrize(("presses", "bridged"), [("1", True), ("", False)])
def test_the_person_who_answers_may_have_to_press_a_key(
    simulators: SimulatorServer, tiny_bridge: TinyBridge, presses: str, bridged: bool
) -> None:
    tiny_bridge.after = '<Response><Gather numDigits="1" timeout="1" action="/taken"><Say>Pulse uno.</Say></Gather><Hangup/></Response>'
    tiny_bridge.twiml = f'<Response><Dial><Number url="/after">{MOBILE}</Number></Dial><Hangup/></Response>'
    forward = {"ring_seconds": 0.2, "talk_seconds": 1, "presses": presses}
    result = call(simulators, tiny_bridge, script(GREETING, forward=forward))

    assert result.whispered == ("Pulse uno.",)
    assert [(leg.status, leg.bridged) for leg in result.dialled] == [("completed", bridged)]
    assert [form["Digits"] for form in tiny_bridge.requests_of("taken")] == [presses] * bridged


def test_a_caller_who_says_nothing_leaves_no_message(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.twiml = (
        '<Response><Record action="/after" timeout="1" recordingStatusCallback="/recording" '
        'recordingStatusCallbackEvent="completed absent"/><Say>Adiós.</Say></Response>'
    )
    result = call(simulators, tiny_bridge, script(GREETING, voicemail=""))

    assert result.said == ("Adiós.",)
    assert tiny_bridge.requests_of("after") == []
    assert tiny_bridge.wait_for("recording")[0]["RecordingStatus"] == "absent"


def test_a_message_can_be_fetched(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    tiny_bridge.twiml = '<Response><Record action="/after"/></Response>'
    call(simulators, tiny_bridge)
    sid = tiny_bridge.requests_of("after")[0]["RecordingSid"]
    settings = simulators.settings
    url = f"{simulators.url}/2010-04-01/Accounts/{settings.account_sid}/Recordings/{sid}.wav"
    answer = requests.get(url, auth=(settings.account_sid, settings.auth_token), timeout=TEST_TIMEOUT_SECONDS)

    assert (answer.status_code, answer.content[:4]) == (200, b"RIFF")
    assert requests.get(url, timeout=TEST_TIMEOUT_SECONDS).status_code == 401


def test_a_running_call_is_taken_over_by_rest(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    def transfer(bridge: TinyBridge, call_sid: str) -> None:
        carrier_client(simulators).calls(call_sid).update(
            twiml=f'<Response><Dial action="{bridge.url}/after">{MOBILE}</Dial></Response>'
        )

    tiny_bridge.tool_hook = transfer
    transferring = GREETING | {"tool": {"name": "transfer_to_human"}}
    result = call(
        simulators, tiny_bridge, script(transferring, forward={"ring_seconds": 0.5, "talk_seconds": 1})
    )

    assert result.ok, result
    assert tiny_bridge.events[-1]["event"] == "stop"
    assert [leg.status for leg in result.dialled] == ["completed"]


def test_a_running_call_is_ended_by_rest(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    def hang_up(_bridge: TinyBridge, call_sid: str) -> None:
        carrier_client(simulators).calls(call_sid).update(status="completed")

    tiny_bridge.tool_hook = hang_up
    result = call(simulators, tiny_bridge, script(GREETING | {"tool": {"name": "transfer_to_human"}}))

    assert (result.ended_by, result.status) == ("rest", "completed")


def test_verbs_without_a_stream_are_carried_out_in_order(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.twiml = '<Response><Say>Uno.</Say><Pause length="1"/><Play digits="1"/><Record action="/after" recordingStatusCallback="/recording"/></Response>'
    result = call(simulators, tiny_bridge)
    after = tiny_bridge.requests_of("after")[0]

    assert result.said == ("Uno.",)
    assert after["RecordingUrl"].endswith(after["RecordingSid"])
    assert tiny_bridge.wait_for("recording")[0]["RecordingStatus"] == "completed"


def test_a_redirect_is_followed(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    tiny_bridge.twiml = '<Response><Redirect method="GET">/after?x=1</Redirect></Response>'
    call(simulators, tiny_bridge)

    assert tiny_bridge.requests_of("after")[0]["x"] == "1"
    assert tiny_bridge.unsigned == []


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_rejected_call_is_never_answered(
    simulators: SimulatorServer, tiny_bridge: TinyBridge, reason: str, status: str
) -> None:
    tiny_bridge.twiml = f'<Response><Reject reason="{reason}"/></Response>'
    result = call(simulators, tiny_bridge)

    assert (result.ended_by, result.status, result.duration_seconds) == ("rejected", status, 0)


def test_the_next_verb_follows_a_stream_without_action(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    connect = tiny_bridge.connect("").removeprefix("<Response>").removesuffix("</Response>")
    tiny_bridge.twiml = f"<Response>{connect}<Say>Adiós.</Say></Response>"
    tiny_bridge.on_stream = lambda ws, _sid: ws.close(1000)

    assert call(simulators, tiny_bridge).said == ("Adiós.",)


def test_the_stream_reports_its_start_and_its_end(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    status = f'statusCallback="{tiny_bridge.url}/stream-status"'
    tiny_bridge.twiml = tiny_bridge.twiml.replace("<Stream ", f"<Stream {status} ")
    tiny_bridge.on_stream = lambda ws, _sid: ws.close(1000)
    call(simulators, tiny_bridge)
    reports = tiny_bridge.wait_for("stream-status", 2)

    assert [report["StreamEvent"] for report in reports] == ["stream-started", "stream-stopped"]
    assert reports[0]["StreamName"] == reports[0]["StreamSid"]
