import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from bridge.leg import AGENT, CARRIER, Leg, LegKind
from bridge.pump import Pump
from tests.bridge.transport.peer import Peer, Recorder
from tests.waiting import TEST_TIMEOUT_SECONDS


@pytest.fixture
def pump() -> Iterator[Pump]:
    pump = Pump()
    yield pump
    pump.stop()


@dataclass
class Line:
    """A leg on the pump, who listens to it, and the peer at the other end."""

    pump: Pump
    leg: Leg
    recorder: Recorder
    peer: Peer

    def run(self, action: Callable[[], object]) -> object:
        """Do something on the pump and wait for the result."""
        answer = Recorder()
        self.pump.post(lambda: answer.notes.put(action()), self.recorder)
        return answer.next()


Connect = Callable[..., Line]


@pytest.fixture
def connect(pump: Pump) -> Iterator[Connect]:
    """Connects a peer to a new leg of the pump, by default a carrier's."""
    with contextlib.ExitStack() as stack:

        def connect(
            kind: LegKind = CARRIER,
            recorder: Recorder | None = None,
            sockets: tuple[socket.socket, socket.socket] | None = None,
        ) -> Line:
            ours, theirs = sockets or socket.socketpair()
            stack.callback(theirs.close)
            recorder = recorder or Recorder()
            adopted = Recorder()
            pump.adopt(ours, kind, recorder, "test", adopted.notes.put)
            return Line(pump, adopted.next(), recorder, Peer(theirs, is_server=not kind.is_server))

        yield connect


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def server_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def client_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def authority_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


__all__ = ["AGENT", "TEST_TIMEOUT_SECONDS"]
