"""A gate before the database or Redis, on a port of its own: while it is shut, what is behind it is away."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from sqlalchemy import URL

from db.database import Database
from db.settings import DbSettings

Connect = Callable[[], socket.socket]


class Gate:
    """Shut at first. `shut` also cuts those who are inside, as a server that dies does."""

    def __init__(self, connect: Connect) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.is_open = False
        self._connect = connect
        self._inside: set[socket.socket] = set()
        threading.Thread(target=self._serve, name="gate", daemon=True).start()

    def database(self, settings: DbSettings) -> Database:
        url = settings.database_url.set(host="127.0.0.1", port=self.port, query={})
        return Database(replace(settings, database_url=url))

    def shut(self) -> None:
        self.is_open = False
        for one in list(self._inside):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if not self.is_open:
                client.close()
                continue
            server = self._connect()
            self._inside |= {client, server}
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(one, other), name="gate", daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        finally:
            for one in (source, target):
                self._inside.discard(one)
                # A close alone would not wake who reads it, and the server would wait on.
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()


def postgres_behind(url: URL) -> Connect:
    folder, port = url.query.get("host"), url.port or 5432
    if isinstance(folder, str):
        return lambda: to_unix_socket(f"{folder}/.s.PGSQL.{port}")
    return lambda: socket.create_connection((url.host, port))


def redis_behind(url: str) -> Connect:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return lambda: to_unix_socket(parts.path)
    return lambda: socket.create_connection((parts.hostname, parts.port or 6379))


def to_unix_socket(path: str) -> socket.socket:
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)
    return server


@pytest.fixture
def gate(settings: DbSettings) -> Iterator[Gate]:
    gate = Gate(postgres_behind(settings.database_url))
    yield gate
    gate.listener.close()


@pytest.fixture
def redis_gate(settings: DbSettings) -> Iterator[Gate]:
    gate = Gate(redis_behind(settings.redis_url))
    yield gate
    gate.listener.close()
