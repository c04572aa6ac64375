import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping

import pytest

from bridge.dial import AgentDialler, Dial, DialError
from bridge.leg import Leg
from bridge.pump import Pump, PumpStoppedError
from tests.bridge.transport.peer import Peer, Recorder
from tests.bridge.transport.server import serving
from tests.load.agent import shake_hands
from tests.waiting import TEST_TIMEOUT_SECONDS


class Caller(Recorder):
    """A call that dials and notes what becomes of it."""

    def __init__(self, pump: Pump, context: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self.dialler = AgentDialler(pump, context, max_threads=2)

    def dial(
        self, url: str, headers: Mapping[str, str] | None = None, seconds: float = TEST_TIMEOUT_SECONDS
    ) -> Dial:
        return self.dialler.connect(
            url, headers or {}, seconds, listener=self, on_connected=self.notes.put, on_failed=self.notes.put
        )


def echo_once(connection: socket.socket) -> bytes:
    """Shake hands, send one text back, and wait for the goodbye; return the request."""
    request = shake_hands(connection)
    peer = Peer(connection, is_server=True)
    message = peer.receive()
    assert message is not None
    peer.send(message[1])
    peer.closing()
    peer.close()
    return request


def answering(head: bytes) -> contextlib.AbstractContextManager[int]:
    """A server that reads a request and answers with just this."""

    def answer(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(head)

    return serving(answer)


def converse(caller: Caller, pump: Pump) -> None:
    leg = caller.next()
    assert isinstance(leg, Leg)
    pump.post(lambda: leg.send_text(b"init"))
    assert caller.next() == b"init"
    pump.post(leg.close)
    assert caller.next() == (1000, "", True)


def test_a_dialled_agent_talks_on_the_pump(pump: Pump) -> None:
    requests: list[bytes] = []
    with serving(lambda connection: requests.append(echo_once(connection))) as port:
        caller = Caller(pump)
        caller.dial(f"ws://127.0.0.1:{port}/v1?agent_id=a", {"xi-api-key": "secret"})
        converse(caller, pump)
    assert requests[0].startswith(b"GET /v1?agent_id=a HTTP/1.1\r\n")
    assert b"xi-api-key: secret\r\n" in requests[0]


def test_a_dialled_agent_talks_through_tls(
    pump: Pump, server_context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    with serving(echo_once, tls=server_context) as port:
        caller = Caller(pump, client_context)
        caller.dial(f"wss://localhost:{port}/")
        converse(caller, pump)


def test_a_certificate_of_nobody_we_trust_is_refused(pump: Pump, server_context: ssl.SSLContext) -> None:
    with serving(lambda connection: None, tls=server_context) as port:
        caller = Caller(pump)
        caller.dial(f"wss://localhost:{port}/?conversation_signature=secret")
        error = caller.next()
    assert "CERTIFICATE_VERIFY_FAILED" in str(error)
    assert "secret" not in str(error)


def test_what_the_agent_says_at_once_is_not_lost(
    pump: Pump, server_context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    """In one TLS record with the end of the handshake: no event will tell of it."""
    heard: Recorder = Recorder()

    def answer(connection: socket.socket) -> None:
        shake_hands(connection, b"\x81\x05hello")
        Peer(connection, is_server=True).receive()

    with serving(answer, tls=server_context) as port:
        dialler = AgentDialler(pump, client_context)
        dialler.connect(
            f"wss://localhost:{port}/",
            {},
            5.0,
            listener=heard,
            on_connected=lambda leg: None,
            on_failed=heard.notes.put,
        )
        assert heard.next() == b"hello"
        pump.stop(seconds=0.1)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        pytest.param(b"HTTP/1.1 401 Unauthorized\r\n\r\n", 401, id="401"),
        pytest.param(b"HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\n\r\nbusy", 429, id="429"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", 200, id="no WebSocket"),
        pytest.param(b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n", None, id="redirect"),
        pytest.param(b"HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\n\r\n", None, id="no proof"),
        pytest.param(b"no HTTP\r\n\r\n", None, id="no HTTP"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_a_refusal_is_told_with_its_status(pump: Pump, head: bytes, status: int | None) -> None:
    with answering(head) as port:
        caller = Caller(pump)
        caller.dial(f"ws://127.0.0.1:{port}/")
        error = caller.next()
    assert isinstance(error, DialError)
    assert error.status == status


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1/", "http://127.0.0.1/", "ws://", "nonsense"])
def test_an_address_that_cannot_be_reached_is_told(pump: Pump, url: str) -> None:
    caller = Caller(pump)
    caller.dial(url)
    assert "cannot be reached" in str(caller.next())


def test_an_agent_that_does_not_answer_in_time_has_failed_once(pump: Pump) -> None:
    gave_up = threading.Event()
    with serving(lambda connection: gave_up.wait(TEST_TIMEOUT_SECONDS)) as port:
        caller = Caller(pump)
        caller.dial(f"ws://127.0.0.1:{port}/", seconds=0.05)
        assert "0.05 s" in str(caller.next())
        gave_up.set()
    assert caller.notes.empty()


def test_a_call_that_ended_while_dialling_leaks_no_session(pump: Pump) -> None:
    asked, cancelled = threading.Event(), threading.Event()
    goodbyes: list[tuple[int, str]] = []

    def answer(connection: socket.socket) -> None:
        asked.set()
        cancelled.wait(TEST_TIMEOUT_SECONDS)
        shake_hands(connection)
        peer = Peer(connection, is_server=True)
        goodbyes.append(peer.closing())
        peer.send(b"metadata that nobody wants")
        peer.close()

    with serving(answer) as port:
        caller = Caller(pump)
        dial = caller.dial(f"ws://127.0.0.1:{port}/")
        asked.wait(TEST_TIMEOUT_SECONDS)
        pump.post(dial.cancel)
        pump.post(cancelled.set)
    assert goodbyes == [(1000, "the call has ended")]
    assert caller.notes.empty()


def test_a_dial_cancelled_while_it_waits_for_a_thread_never_calls(pump: Pump) -> None:
    busy, release = threading.Semaphore(0), threading.Event()

    def answer(connection: socket.socket) -> None:
        busy.release()
        release.wait(TEST_TIMEOUT_SECONDS)

    with serving(answer) as first, serving(answer) as second:
        caller = Caller(pump)
        for port in (first, second):
            caller.dial(f"ws://127.0.0.1:{port}/")
            assert busy.acquire(timeout=TEST_TIMEOUT_SECONDS)
        with socket.create_server(("127.0.0.1", 0)) as untouched:
            pump.post(caller.dial(f"ws://127.0.0.1:{untouched.getsockname()[1]}/").cancel)
            pump.post(release.set)
            assert [type(caller.next()), type(caller.next())] == [DialError, DialError]
            untouched.settimeout(0.05)
            with pytest.raises(TimeoutError):
                untouched.accept()


def test_more_calls_than_threads_are_dialled_one_after_the_other(pump: Pump) -> None:
    with serving(shake_hands, connections=8) as port:
        caller = Caller(pump)
        for _ in range(8):
            caller.dial(f"ws://127.0.0.1:{port}/")
        notes = [caller.next() for _ in range(16)]
    assert sum(isinstance(note, Leg) for note in notes) == 8


def test_a_fault_in_the_call_when_it_hears_of_its_agent_ends_it(pump: Pump) -> None:
    def explode(leg: Leg) -> None:
        raise RuntimeError("a fault in a call")

    with serving(shake_hands) as port:
        caller = Caller(pump)
        caller.dialler.connect(
            f"ws://127.0.0.1:{port}/",
            {},
            5.0,
            listener=caller,
            on_connected=explode,
            on_failed=caller.notes.put,
        )
        assert caller.next() == (1011, "internal error", False)


def test_an_agent_that_answers_a_process_that_is_gone_is_hung_up(pump: Pump) -> None:
    asked, stopped = threading.Event(), threading.Event()
    ends: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        asked.set()
        stopped.wait(TEST_TIMEOUT_SECONDS)
        shake_hands(connection)
        ends.append(connection.recv(100))

    with serving(answer) as port:
        Caller(pump).dial(f"ws://127.0.0.1:{port}/")
        asked.wait(TEST_TIMEOUT_SECONDS)
        pump.stop()
        stopped.set()
    assert ends == [b""]
    with pytest.raises(PumpStoppedError):
        Caller(pump).dial("ws://127.0.0.1:1/")
