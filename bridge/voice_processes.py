"""Which voice processes are alive: each sends a heartbeat, and the webhook checks before it promises a stream.

A killed process cannot say that it ends. On the same machine its port shows it at once, because the kernel refuses
connections to a port without a listener.
"""

import secrets
import socket
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bridge.pump import Pump
from bridge.store import Store

ROOM, KNOWN = "voices:alive", "voices:known"
BEAT_SECONDS = 3.0
GONE_SECONDS = 15  # without a beat; a machine may be busy
KNOWN_SECONDS = 7 * 86_400
MOST = 10_000
KNOCK_SECONDS = 0.02  # here the kernel answers within a tenth of a millisecond, however busy the process is
MOST_KNOCKS = 2  # that were not answered in time: the caller waits
ANSWERED_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process listens. Other processes can check it only in the same network of the same machine."""

    machine: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.machine}|{self.host}|{self.port}"


def place_of(address: object) -> Place | None:
    """From a listening socket's address; None if it has no port or the machine has no id."""
    if not (isinstance(address, tuple) and len(address) >= 2 and this_machine()):
        return None
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 (read, not bound)
    return Place(this_machine(), str(host), int(address[1]))


def place_in(name: str) -> Place | None:
    """Parses the place out of a process's name; None if there is none."""
    match name.split("|"):
        case [_token, machine, host, port] if port.isdecimal():
            return Place(machine, host, int(port))
    return None


@cache
def this_machine() -> str:
    """Identifies this boot and network namespace of the machine: a container has its own. Empty if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/net').readlink()}"
    except OSError:
        return ""


class Voices:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._answered: dict[str, float] = {}

    def are_gone(self) -> bool:
        """Whether there were voice processes within a week and none is alive. If there never were, the web process
        carries calls; without Redis nobody can tell.
        """
        there = self._store.those_in(ROOM)
        if there is None or self._some_may_live(there):
            return False
        return self._store.get(KNOWN) is not None

    def _some_may_live(self, names: list[str]) -> bool:
        """Checks the ports that can be checked until one answers. A slow one is assumed to be alive."""
        places = {name: place_in(name) for name in names}
        if any(place is None or place.machine != this_machine() for place in places.values()):
            return True
        unsure = 0
        for name, place in places.items():
            answer = self._answers(name, place) if place else None
            if answer:
                return True
            unsure += answer is None
            if unsure == MOST_KNOCKS:
                return True
        return unsure > 0

    def _answers(self, name: str, place: Place) -> bool | None:
        """None if it cannot be determined."""
        now = time.monotonic()
        if now - self._answered.get(name, -ANSWERED_SECONDS) < ANSWERED_SECONDS:
            return True
        answer = is_listening(place)
        if answer:
            self._answered = {name: now}
        return answer


def is_listening(place: Place) -> bool | None:
    try:
        socket.create_connection((place.host, place.port), timeout=KNOCK_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return None
    return True


class Heartbeat:
    """The heartbeat of one voice process. It runs on the event loop, so a stuck loop falls silent; another thread waits for Redis."""

    def __init__(self, store: Store, pump: Pump, desk: Executor, place: Place | None = None) -> None:
        self._store, self._pump, self._desk = store, pump, desk
        self._name = secrets.token_hex(8) + (f"|{place}" if place else "")

    def start(self) -> None:
        self._pump.post(self._beat)

    def stop(self) -> None:
        """The process takes no new calls from now on. Idempotent."""
        self._store.leave(ROOM, self._name)

    def _beat(self) -> None:
        if self._pump.draining:
            return
        self._desk.submit(self._tell)
        self._pump.call_later(BEAT_SECONDS, self._beat)

    def _tell(self) -> None:
        if self._pump.draining:
            return
        self._store.enter(ROOM, self._name, MOST, GONE_SECONDS)
        self._store.put(KNOWN, "1", KNOWN_SECONDS)
