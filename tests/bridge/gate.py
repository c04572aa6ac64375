"""A gate before the database, on a port of its own: while it is shut, the database is away."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import URL

from db.database import Database
from db.settings import DbSettings


class Gate:
    """Stands before the database, on a port of its own; while it is shut, the database is away."""

    def __init__(self, behind: URL) -> None:
        self.behind = behind
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_open = False
        threading.Thread(target=self._serve, daemon=True).start()

    def database(self, settings: DbSettings) -> Database:
        url = settings.database_url.set(host="127.0.0.1", port=self.port, query={})
        return Database(replace(settings, database_url=url))

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
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _connect(self) -> socket.socket:
        folder = self.behind.query.get("host")
        if isinstance(folder, str):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{folder}/.s.PGSQL.{self.behind.port or 5432}")
            return server
        return socket.create_connection((self.behind.host, self.behind.port or 5432))

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            target.close()


@pytest.fixture
def gate(settings: DbSettings) -> Iterator[Gate]:
    gate = Gate(settings.database_url)
    yield gate
    gate.listener.close()
