"""One request to servers that lie about their address, drip, hang up or show the wrong certificate."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import trustme

from db.webhooks.addresses import IPAddress, Reach
from tests.workers.webhooks.receiver import Receiver, Server
from workers.webhooks.sending import MAX_LOGGED_BYTES, Sender

LOCAL, NOWHERE = Reach.from_environment({}, "http://127.0.0.1"), Reach()
LOOPBACK, PUBLIC = ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("93.184.216.34")


def names(*answers: list[IPAddress]) -> tuple[Callable[[str, int], list[IPAddress]], list[str]]:
    """A resolver that says something else each time, and what it was asked."""
    left, asked = list(answers), list[str]()

    def resolve(host: str, _port: int) -> list[IPAddress]:
        asked.append(host)
        return left.pop(0)

    return resolve, asked


@contextmanager
def answering(serve: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[bytes]]]:
    """A server of bytes: its port, and what it was sent first by each that connected."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(65_536))
                serve(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1], heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def say(*parts: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: [connection.sendall(part) for part in parts] and None


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00:ec2::254"]
)
def test_a_name_of_a_private_address_is_never_connected_to(address: str) -> None:
    resolve, _ = names([ipaddress.ip_address(address)])
    with answering(say(b"HTTP/1.1 200 OK\r\n\r\n")) as (port, heard):
        answer = Sender(NOWHERE, resolve=resolve).post(f"https://hooks.example.com:{port}/", {}, b"{}")

    assert (answer.error, answer.status, heard) == ("address_refused", None, [])


def test_the_address_that_was_checked_is_the_one_that_is_connected_to() -> None:
    """A second answer of the resolver, which would lead elsewhere, is never asked for."""
    resolve, asked = names([LOOPBACK], [PUBLIC])
    with answering(say(b"HTTP/1.1 204 No Content\r\n\r\n")) as (port, heard):
        answer = Sender(LOCAL, resolve=resolve).post(
            f"http://hooks.example.com:{port}/a?b=1", {"x-y": "z"}, b"{}"
        )

    assert (answer.status, answer.error, asked) == (204, None, ["hooks.example.com"])
    assert heard[0].startswith(b"POST /a?b=1 HTTP/1.1\r\n")
    assert b"host: hooks.example.com:%d\r\n" % port in heard[0].lower()


def test_of_several_addresses_only_those_are_tried_that_may_be() -> None:
    resolve, _ = names([ipaddress.ip_address("10.0.0.1"), LOOPBACK])
    with answering(say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as (port, heard):
        answer = Sender(LOCAL, resolve=resolve).post(f"http://hooks.example.com:{port}/", {}, b"{}")

    assert (answer.status, len(heard)) == (200, 1)


ANSWERS = {
    "a redirect into the network": (
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
        302,
        "redirect",
    ),
    "an error": (b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno", 500, "status"),
    "less than was promised": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nyes", 200, None),
    "nothing": (b"", None, "unreachable"),
    "no HTTP": (b"220 mail.example.com ESMTP\r\n\r\n", None, "broken"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers(name: str) -> None:
    said, status, error = ANSWERS[name]
    with answering(say(said)) as (port, heard):
        answer = Sender(LOCAL).post(f"http://127.0.0.1:{port}/", {}, b"{}")

    assert (answer.status, answer.error, len(heard)) == (status, error, 1)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert Sender(LOCAL).post(f"http://127.0.0.1:{port}/", {}, b"{}").error == "unreachable"


def test_a_name_that_nobody_knows() -> None:
    resolve, _ = names([])
    assert (
        Sender(NOWHERE, resolve=resolve).post("https://hooks.example.com/", {}, b"{}").error == "unresolvable"
    )


def test_no_more_of_an_answer_is_read_than_is_kept() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
    with answering(say(head, b"\x00" + b"x" * 100_000)) as (port, _):
        answer = Sender(LOCAL).post(f"http://127.0.0.1:{port}/", {}, b"{}")

    assert (answer.status, len(answer.body)) == (200, MAX_LOGGED_BYTES)
    assert "\x00" not in answer.body


def drip(connection: socket.socket) -> None:
    """A byte now and then: each would begin a socket's own time-out anew."""
    stop = threading.Event()
    try:
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000:
            connection.sendall(bytes([byte]))
            stop.wait(0.02)
    except OSError:
        return


def be_silent(connection: socket.socket) -> None:
    while connection.recv(65_536):  # until the other side has had enough
        pass


@pytest.mark.parametrize("serve", [drip, be_silent])
def test_time_is_up_however_a_server_spends_it(serve: Callable[[socket.socket], None]) -> None:
    with answering(serve) as (port, _):
        answer = Sender(LOCAL, timeout_seconds=0.2).post(f"http://127.0.0.1:{port}/", {}, b"{}")

    assert (answer.status, answer.error) == (None, "timeout")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize(
    ("host", "is_trusted", "status", "error"),
    [
        pytest.param("hooks.example.com", True, 204, None, id="its own"),
        pytest.param("other.example.com", True, None, "tls", id="of another name"),
        pytest.param("hooks.example.com", False, None, "tls", id="of nobody whom we know"),
    ],
)
def test_certificates(
    authority: trustme.CA, host: str, is_trusted: bool, status: int | None, error: str | None
) -> None:
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("hooks.example.com").configure_cert(theirs)
    if is_trusted:
        authority.configure_trust(ours)
    receiver = Receiver(secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    server = Server(receiver, theirs)
    receiver.take = lambda *_: (204, {})  # type: ignore[method-assign]
    resolve, _ = names([LOOPBACK])

    answer = Sender(LOCAL, resolve=resolve, context=ours).post(f"https://{host}:{server.port}/", {}, b"{}")
    server.close()

    assert (answer.status, answer.error) == (status, error)
