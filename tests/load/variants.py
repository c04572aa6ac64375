"""What is measured: our voice process in several conditions, the relay, and the peers; each behind the same generator."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.load import peering
from tests.load.calls import ACCOUNT_SID, CallList
from tests.load.generator import Certificate, Generator, generating, relaying
from tests.load.machine import BRIDGE_CORE, pin
from tests.load.peering import Peer
from tests.load.ports import free_port
from tests.load.product import Services, voice

BARE = "tests.load.relay_app:app"


@dataclass(frozen=True, slots=True)
class Bench:
    """What every variant needs."""

    folder: Path
    peers_folder: Path
    services: Services
    program: Path
    program_tls: Path | None = None
    certificate: Certificate | None = None
    authority: Path | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A bridge that runs, with the generator on both of its sides."""

    pid: int
    generator: Generator
    calls: CallList


Opener = Callable[[Bench, int], contextlib.AbstractContextManager[Subject]]


@dataclass(frozen=True, slots=True)
class Variant:
    name: str
    open: Opener
    counts: tuple[int, ...] = field(default=(100, 200))
    chunk: int = 1

    @contextlib.contextmanager
    def running(self, bench: Bench) -> Iterator[Subject]:
        with self.open(bench, self.chunk) as subject:
            yield subject


@contextlib.contextmanager
def relay(bench: Bench, chunk: int) -> Iterator[Subject]:
    agent_port = free_port()
    with relaying(bench.program, agent_port) as (process, port):
        pin(process.pid, BRIDGE_CORE)
        with _calling(bench, port, agent_port, chunk) as (generator, calls):
            yield Subject(process.pid, generator, calls)


def product(*, app: str = "wsgi:voice", tls: bool = False) -> Opener:
    @contextlib.contextmanager
    def opened(bench: Bench, chunk: int) -> Iterator[Subject]:
        agent_port = free_port()
        url = f"https://localhost:{agent_port}" if tls else f"http://127.0.0.1:{agent_port}"
        with (
            voice(bench.services, url, bench.authority if tls else None, app=app) as (process, port),
            _calling(bench, port, agent_port, chunk, tls=tls) as (generator, calls),
        ):
            yield Subject(process.pid, generator, calls)

    return opened


def peer(which: Peer) -> Opener:
    @contextlib.contextmanager
    def opened(bench: Bench, chunk: int) -> Iterator[Subject]:
        agent_port = free_port()
        with (
            peering.running(which, bench.peers_folder, agent_port) as (process, port),
            _calling(bench, port, agent_port, chunk) as (generator, calls),
        ):
            yield Subject(process.pid, generator, calls)

    return opened


@contextlib.contextmanager
def _calling(
    bench: Bench, port: int, agent_port: int, chunk: int, *, tls: bool = False
) -> Iterator[tuple[Generator, CallList]]:
    calls = CallList(bench.folder, f"ws://127.0.0.1:{port}/ws/elevenlabs-bridge", bench.services.redis_url)
    program = bench.program_tls if tls and bench.program_tls else bench.program
    with generating(
        program,
        port,
        agent_port,
        account=ACCOUNT_SID,
        chunk=chunk,
        tls=bench.certificate if tls else None,
    ) as generator:
        yield generator, calls
