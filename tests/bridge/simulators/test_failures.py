"""How the simulators fail on purpose, and how they report a server that fails them: over real sockets."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bridge.simulators.agent.post_call import ATTEMPT_DELAYS_SECONDS, PostCall
from bridge.simulators.agent.record import Record
from bridge.simulators.agent.service import AgentService
from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.carrier.caller import Caller
from bridge.simulators.carrier.faults import CarrierError, Debugger
from bridge.simulators.carrier.faulty_stream import FaultyMediaStream
from bridge.simulators.carrier.stream_socket import dial_server
from bridge.simulators.carrier.webhooks import Webhooks
from bridge.simulators.server import SimulatorServer
from bridge.simulators.simulated_call import SimulatedCall
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, script
from tests.bridge.simulators.tiny_bridge import TinyBridge
from tests.waiting import TEST_TIMEOUT_SECONDS


def fail(simulators: SimulatorServer, bridge: TinyBridge, fault: dict[str, Any]) -> Record:
    """What the service remembers of a conversation in which this happened."""
    dialogue = script(GREETING | {"fault": fault}, {"caller": "¿Hola?"}, GOODBYE)
    result = simulators.dial(SimulatedCall(dialogue, f"{bridge.url}/voice"))
    record = simulators.agent.wait_for_call(result.call_sid, TEST_TIMEOUT_SECONDS)
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
    tiny_bridge.answer_status = status
    settings = replace(tiny_bridge.settings, post_call_webhook_url=f"{tiny_bridge.url}/post-call")

    assert PostCall(AgentService(settings)).deliver(Record("c", "a", "signed_url")) == is_final
    assert ATTEMPT_DELAYS_SECONDS[:3] == (0, 30, 120)


def test_a_post_call_webhook_that_reaches_nobody_is_sent_again(simulators: SimulatorServer) -> None:
    settings = replace(simulators.settings, post_call_webhook_url="http://127.0.0.1:9/")

    assert not PostCall(AgentService(settings)).deliver(Record("c", "a", "signed_url"))


def test_a_simulator_that_breaks_still_ends_its_call(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    dialogue = script({"caller": "Hola."}, GREETING, caller={"voice": "klingon-9"})
    result = simulators.dial(SimulatedCall(dialogue, f"{tiny_bridge.url}/voice"))

    assert (result.ended_by, result.status, result.ok) == ("carrier", "failed", False)


def faulty(simulators: SimulatorServer, bridge: TinyBridge, *faults: str, **last: Any) -> Any:
    dialogue = script(GREETING, {"caller": "¿Hola?"} | last, GOODBYE, carrier_faults=list(faults))
    return simulators.dial(
        SimulatedCall(dialogue, f"{bridge.url}/voice", status_callback_url=f"{bridge.url}/status")
    )


def test_a_stream_may_never_start(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    dialogue = script(GREETING, carrier_faults=["no_start"], caller={"patience_seconds": 2})
    result = simulators.dial(SimulatedCall(dialogue, f"{tiny_bridge.url}/voice"))

    assert result.ended_by == "caller"
    assert tiny_bridge.events == []


def test_a_call_may_be_cut_without_a_stop(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    result = faulty(simulators, tiny_bridge, "no_stop", hang_up=True)

    assert result.ended_by == "caller"
    assert [event["event"] for event in tiny_bridge.events] == ["start"]


def test_callbacks_may_come_twice_and_backwards(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    status = f'statusCallback="{tiny_bridge.url}/stream-status"'
    tiny_bridge.twiml = tiny_bridge.twiml.replace("<Stream ", f"<Stream {status} ")
    assert faulty(simulators, tiny_bridge, "callbacks_twice", "callbacks_reversed").ok
    names = [name for name, _form in tiny_bridge.seen if name not in {"voice", "after"}]
    events = [form["StreamEvent"] for form in tiny_bridge.requests_of("stream-status")]

    assert names == ["status"] * 2 + ["stream-status"] * 4
    assert events == ["stream-stopped"] * 2 + ["stream-started"] * 2


def test_a_network_may_read_late(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    result = faulty(simulators, tiny_bridge, "slow_reader")

    assert result.ok
    assert result.first_heard_ms
    assert result.first_heard_ms > 1000


def test_frames_may_be_lost_and_marks_come_late() -> None:
    facts = CallFacts("AC1", "CA1", "+34600", "+34971")
    stream = FaultyMediaStream(facts, "MZ1", {}, frozenset({"gap", "late_marks"}))
    stream.receive('{"event":"mark","streamSid":"MZ1","mark":{"name":"m"}}', Debugger())
    caller = Caller(script(GREETING))
    sent = [json.loads(message) for _ in range(250) for message in stream.tick(caller)[1]]
    chunks = [int(message["media"]["chunk"]) for message in sent if message["event"] == "media"]

    assert [message["event"] for message in sent].index("mark") > 80
    assert set(range(100, 110)).isdisjoint(chunks)
    assert chunks[-1] == 250
