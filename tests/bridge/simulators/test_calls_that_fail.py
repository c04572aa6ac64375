"""Calls whose bridge answers badly: each fault is reported under the number that Twilio has for it."""

from typing import Any

import pytest

from bridge.simulators.server import SimulatorServer
from bridge.simulators.simulated_call import SimulatedCall
from tests.bridge.simulators.dialling import call, codes, dial_twiml
from tests.bridge.simulators.dialogues import GREETING, HAPPY, script
from tests.bridge.simulators.tiny_bridge import HANGUP, TinyBridge, media


def test_twiml_that_goes_in_circles_is_stopped(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    tiny_bridge.twiml = "<Response><Redirect>/voice</Redirect></Response>"

    assert codes(call(simulators, tiny_bridge)) == [0]


@pytest.mark.parametrize(
    ("twiml", "status", "content_type", "code"),
    [
        pytest.param(HANGUP, 500, "text/xml", 11200, id="server-error"),
        pytest.param(HANGUP, 302, "text/xml", 11200, id="redirected"),
        pytest.param(HANGUP, 200, "", 11200, id="no-content-type"),
        pytest.param(HANGUP, 200, "text/plain", 12300, id="content-type"),
        pytest.param("Hello", 200, "text/xml", 12100, id="no-twiml"),
        pytest.param(dial_twiml('callerId="+34999888777"'), 200, "text/xml", 13214, id="foreign-caller-id"),
    ],
)
def test_a_webhook_that_answers_badly_fails_the_call(
    simulators: SimulatorServer,
    tiny_bridge: TinyBridge,
    twiml: str,
    status: int,
    content_type: str,
    code: int,
) -> None:
    tiny_bridge.twiml, tiny_bridge.answer_status, tiny_bridge.content_type = twiml, status, content_type
    result = call(simulators, tiny_bridge)

    assert (result.ended_by, result.status) == ("carrier", "failed")
    assert code in codes(result)


def test_a_bridge_that_is_not_there_fails_the_call(simulators: SimulatorServer) -> None:
    result = simulators.dial(SimulatedCall(HAPPY, "http://127.0.0.1:9/voice"))

    assert codes(result) == [11205]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("ws://127.0.0.1:9/media", 31902, id="nobody-listens"),
        pytest.param("{base}/voice", 31920, id="no-websocket"),
    ],
)
def test_a_stream_that_does_not_open_is_reported_and_the_action_asked(
    simulators: SimulatorServer, tiny_bridge: TinyBridge, url: str, code: int
) -> None:
    base = tiny_bridge.url.replace("http", "ws", 1)
    status = f'statusCallback="{tiny_bridge.url}/stream-status"'
    stream = f'<Stream url="{url.format(base=base)}" {status}/>'
    tiny_bridge.twiml = f'<Response><Connect action="/after">{stream}</Connect></Response>'
    result = call(simulators, tiny_bridge)

    assert codes(result) == [code]
    assert tiny_bridge.wait_for("stream-status")[0]["StreamEvent"] == "stream-error"
    assert tiny_bridge.requests_of("after")


def send_and_close(*messages: str | bytes, code: int = 1000) -> Any:
    def act(ws: Any, stream_sid: str) -> None:
        for message in messages:
            ws.send(message.replace("SID", stream_sid) if isinstance(message, str) else message)
        ws.close(code)

    return act


@pytest.mark.parametrize(
    ("act", "code"),
    [
        pytest.param(send_and_close(b"\x00"), 31950, id="binary"),
        pytest.param(send_and_close("rubbish"), 31951, id="rubbish"),
        pytest.param(send_and_close(media("SID", b"").replace("SID", "MZ0")), 31951, id="another-stream"),
        pytest.param(send_and_close(code=1011), 31921, id="closes-with-1011"),
        pytest.param(lambda ws, _sid: ws.sock.shutdown(2), 31903, id="cuts-the-line"),
    ],
)
def test_a_server_that_breaks_the_stream_is_reported(
    simulators: SimulatorServer, tiny_bridge: TinyBridge, act: Any, code: int
) -> None:
    tiny_bridge.on_stream = act
    result = call(simulators, tiny_bridge)

    assert codes(result) == [code]
    assert not result.ok


def test_a_caller_whose_agent_never_speaks_gives_up(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    def mute(ws: Any, _sid: str) -> None:
        while ws.receive():
            pass

    tiny_bridge.on_stream = mute
    result = call(simulators, tiny_bridge, script(GREETING, caller={"patience_seconds": 2}))

    assert (result.ended_by, codes(result)) == ("caller", [0])


def test_a_status_callback_that_fails_is_only_a_warning(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    tiny_bridge.twiml = HANGUP
    result = simulators.dial(
        SimulatedCall(HAPPY, f"{tiny_bridge.url}/voice", status_callback_url="http://127.0.0.1:9/status")
    )

    assert (result.status, codes(result)) == ("completed", [15003])
