"""Taking a socket over from werkzeug, the server of development and tests; gunicorn has its own test."""

import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import websocket
from werkzeug.serving import make_server

from bridge.pump import current_pump
from bridge.upgrade import TakeOverError, reading_thread, take_over
from tests.bridge.transport.echo_app import app
from tests.waiting import TEST_TIMEOUT_SECONDS


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"ws://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def connect(url: str, *header: str) -> websocket.WebSocket:
    return websocket.create_connection(url, header=list(header), timeout=TEST_TIMEOUT_SECONDS)


def test_the_pump_carries_on_what_flask_sock_accepted(url: str, caplog: pytest.LogCaptureFixture) -> None:
    client = connect(f"{url}/media")
    for number in range(20):
        client.send(f"frame {number}")
        assert client.recv() == f"frame {number}"
    client.send_close(1000, b"bye")
    assert client.recv_data_frame(True)[1].data == b"\x03\xe8"
    client.shutdown()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_no_compression_is_agreed_on_a_media_socket(url: str) -> None:
    client = connect(f"{url}/media", "Sec-WebSocket-Extensions: permessage-deflate")
    assert "sec-websocket-extensions" not in (client.getheaders() or {})
    client.close()


def test_nothing_of_the_web_server_reaches_a_socket_that_was_taken(url: str) -> None:
    client = connect(f"{url}/media")
    assert client.sock is not None
    client.sock.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.sock.recv(1)
    client.close()


def test_other_sockets_keep_their_reading_thread(url: str) -> None:
    client = connect(f"{url}/browser")
    client.send("hello")
    assert client.recv() == "hello"
    client.close()


def test_every_leg_is_gone_when_its_client_is(url: str) -> None:
    clients = [connect(f"{url}/media") for _ in range(5)]
    for client in clients:
        client.send("hello")
        client.recv()
    assert current_pump().leg_count >= 5
    for client in clients:
        client.close()
    pump = current_pump()
    pump.drain()
    assert pump.stopped.wait(TEST_TIMEOUT_SECONDS)
    pump.draining = False


def test_a_tls_socket_is_not_taken_over() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with context.wrap_socket(socket.socket(), server_hostname="x") as secure, pytest.raises(TakeOverError):
        take_over(SimpleNamespace(sock=secure, connected=True))


def test_a_thread_for_somebody_else_is_a_real_one() -> None:
    ran = threading.Event()
    reading_thread(ran.set).start()
    assert ran.wait(TEST_TIMEOUT_SECONDS)
