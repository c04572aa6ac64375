"""How the simulators fail on purpose, and how they report a server that fails them: over real sockets."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bridge.simulators.agent.post_call import ATTEMPT_DELAYS_SECONDS, PostCall
from bridge.simulators.agent.record import Record
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.stream_socket import dial_server
from bridge.simulators.carrier.webhooks import Webhooks
from bridge.simulators.server import SimulatorServer
from bridge.simulators.simulated_call import SimulatedCall
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, script
from tests.bridge.simulators.tiny_bridge import TinyBridge


def fail(simulators: SimulatorServer, bridge: TinyBridge, fault: dict[str, Any]) -> Record:
    """What the service remembers of a conversation in which this happened."""
    dialogue = script(GREETING | {"fault": fault}, {"caller": "¿Hola?"}, GOODBYE)
    result = simulators.dial(SimulatedCall(dialogue, f"{bridge.url}/voice"))
    record = simulators.agent.wait_for_call(result.call_sid, 5)
    assert record
    return record


@pytest.mark.parametrize(
    ("fault", "reason", "code"),
    [
        pytest.param({"kind": "close", "code": 1011}, "unknown_websocket_crash", 1011, id="1011"),
        pytest.param({"kind": "close", "code": 1002}, "llm_timeout", 1002, id="1002"),
        pytest.param({"kind": "drop"}, "connection lost", 1006, id="1006"),
    ],
)
def test_an_agent_that_ends_badly_is_remembered_as_failed(
    simulators: SimulatorServer, tiny_bridge: TinyBridge, fault: dict[str, Any], reason: str, code: int
) -> None:
    record = fail(simulators, tiny_bridge, fault)

    assert record.termination_reason == reason
    assert record.error
    assert record.error["code"] == code


def test_an_agent_that_sends_garbage_goes_on(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    record = fail(simulators, tiny_bridge, {"kind": "garbage"})

    assert "garbage" in tiny_bridge.types()
    assert record.termination_reason == "end_call tool was called"


def test_a_mebibyte_arrives_whole(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    fail(simulators, tiny_bridge, {"kind": "oversize"})
    noise = next(message for message in tiny_bridge.agent_messages if message["type"] == "internal_noise")

    assert len(noise["padding"]) == 2**20


@pytest.fixture
def silent_server() -> Iterator[int]:
    """The port of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def redirecting_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=redirect_once, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def redirect_once(listener: socket.socket) -> None:
    connection, _address = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("ws://127.0.0.1:{}/media", 31901, id="no-handshake"),
        pytest.param("wss://127.0.0.1:{}/media", 31901, id="no-tls-handshake"),
        pytest.param("wss://nowhere.invalid:{}/media", 31904, id="unknown-host"),
    ],
)
def test_a_server_that_never_answers_times_out(silent_server: int, url: str, code: int) -> None:
    with pytest.raises(CarrierError) as refused:
        dial_server(url.format(silent_server), "token", connect_seconds=0.1)

    assert refused.value.fault.code == code


def test_a_stream_is_not_redirected(redirecting_server: int) -> None:
    with pytest.raises(CarrierError) as refused:
        dial_server(f"ws://127.0.0.1:{redirecting_server}/media", "token")

    assert refused.value.fault.code == 31920


def test_a_server_without_tls_is_told_from_one_that_refuses(tiny_bridge: TinyBridge) -> None:
    with pytest.raises(CarrierError) as refused:
        dial_server(tiny_bridge.stream_url.replace("ws://", "wss://"), "token")

    assert refused.value.fault.code == 31910


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("http://127.0.0.1:{}/voice", 11205, id="too-slow"),
        pytest.param("gopher://127.0.0.1:{}/voice", 21205, id="no-http"),
    ],
)
def test_a_webhook_that_cannot_be_asked_is_reported(silent_server: int, url: str, code: int) -> None:
    webhooks = Webhooks("token", answer_seconds=0.1)
    with pytest.raises(CarrierError) as refused:
        webhooks.ask(url.format(silent_server), {})
    webhooks.close()

    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("status", "is_final"),
    [
        pytest.param(200, True, id="taken"),
        pytest.param(401, True, id="refused-for-good"),
        pytest.param(429, False, id="busy"),
        pytest.param(500, False, id="broken"),
    ],
)
def test_a_post_call_webhook_is_sent_again_when_that_can_help(
    tiny_bridge: TinyBridge, status: int, is_final: bool
) -> None:
    from dataclasses import replace

    from bridge.simulators.agent.service import AgentService

    tiny_bridge.answer_status = status
    settings = replace(tiny_bridge.settings, post_call_webhook_url=f"{tiny_bridge.url}/post-call")

    assert PostCall(AgentService(settings)).deliver(Record("c", "a", "signed_url")) == is_final
    assert ATTEMPT_DELAYS_SECONDS[:3] == (0, 30, 120)


def test_a_post_call_webhook_that_reaches_nobody_is_sent_again(simulators: SimulatorServer) -> None:
    from dataclasses import replace

    from bridge.simulators.agent.service import AgentService

    settings = replace(simulators.settings, post_call_webhook_url="http://127.0.0.1:9/")

    assert not PostCall(AgentService(settings)).deliver(Record("c", "a", "signed_url"))
