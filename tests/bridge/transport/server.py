"""A one-connection server for tests of dialling: a thread accepts and hands the socket to the test's own function."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

from tests.waiting import TEST_TIMEOUT_SECONDS


@contextlib.contextmanager
def serving(
    answer: Callable[[socket.socket], object], connections: int = 1, tls: ssl.SSLContext | None = None
) -> Iterator[int]:
    """Answer so many connections, one after the other; yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(TEST_TIMEOUT_SECONDS)

        def accept() -> None:
            for _ in range(connections):
                with contextlib.suppress(OSError):
                    accepted, _ = server.accept()
                    with tls.wrap_socket(accepted, server_side=True) if tls else accepted as connection:
                        connection.settimeout(TEST_TIMEOUT_SECONDS)
                        answer(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1]
        thread.join(TEST_TIMEOUT_SECONDS)
