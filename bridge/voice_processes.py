"""Which voice processes are alive: each sends a heartbeat, and the webhook checks before it promises a stream.

A killed process sends no last message. On the same machine its port shows it at once, because the kernel refuses
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

SLOTS, KNOWN = "voices:alive", "voices:known"
HEARTBEAT_SECONDS = 3.0
HEARTBEAT_TTL_SECONDS = 15  # a process without a heartbeat for so long counts as dead; a machine may be busy
KNOWN_TTL_SECONDS = 7 * 86_400
MAX_PROCESSES = 10_000
# Here the kernel answers within a tenth of a millisecond, however busy the process is.
CONNECT_TIMEOUT_SECONDS = 0.02
MAX_TIMEOUTS = 2  # checks that may time out before all are assumed alive: the caller is waiting
CHECK_CACHE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where a process listens. Other processes can check it only in the same network of the same machine."""

    machine: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.machine}|{self.host}|{self.port}"


def listen_address(address: object) -> ListenAddress | None:
    """From a listening socket's `getsockname()`; None if it has no port or the machine has no id."""
    if not (isinstance(address, tuple) and len(address) >= 2 and this_machine()):
        return None
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])  # noqa: S104 (read, not bound)
    return ListenAddress(this_machine(), str(host), int(address[1]))


def parse_listen_address(name: str) -> ListenAddress | None:
    """The address at the end of a process's name; None if there is none."""
    match name.split("|"):
        case [_token, machine, host, port] if port.isdecimal():
            return ListenAddress(machine, host, int(port))
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
        carries calls; without Redis it is unknown.
        """
        there = self._store.slot_holders(SLOTS)
        if there is None or self._some_may_live(there):
            return False
        return self._store.get(KNOWN) is not None

    def _some_may_live(self, names: list[str]) -> bool:
        """Checks the ports that can be checked until one answers. A slow one is assumed to be alive."""
        addresses = {name: parse_listen_address(name) for name in names}
        if any(address is None or address.machine != this_machine() for address in addresses.values()):
            return True
        unsure = 0
        for name, address in addresses.items():
            answer = self._answers(name, address) if address else None
            if answer:
                return True
            unsure += answer is None
            if unsure == MAX_TIMEOUTS:
                return True
        return unsure > 0

    def _answers(self, name: str, address: ListenAddress) -> bool | None:
        """None if it cannot be determined."""
        now = time.monotonic()
        if now - self._answered.get(name, -CHECK_CACHE_SECONDS) < CHECK_CACHE_SECONDS:
            return True
        answer = is_listening(address)
        if answer:
            self._answered = {name: now}
        return answer


def is_listening(address: ListenAddress) -> bool | None:
    try:
        socket.create_connection((address.host, address.port), timeout=CONNECT_TIMEOUT_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return None
    return True


class Heartbeat:
    """The heartbeat of one voice process. It runs on the event loop, so a stuck loop falls silent; another thread waits for Redis."""

    def __init__(
        self, store: Store, pump: Pump, threads: Executor, address: ListenAddress | None = None
    ) -> None:
        self._store, self._pump, self._threads = store, pump, threads
        self._name = secrets.token_hex(8) + (f"|{address}" if address else "")

    def start(self) -> None:
        self._pump.post(self._beat)

    def stop(self) -> None:
        """The process takes no new calls from now on. Idempotent."""
        self._store.release_slot(SLOTS, self._name)

    def _beat(self) -> None:
        if self._pump.draining:
            return
        self._threads.submit(self._report_alive)
        self._pump.call_later(HEARTBEAT_SECONDS, self._beat)

    def _report_alive(self) -> None:
        if self._pump.draining:
            return
        self._store.acquire_slot(SLOTS, self._name, MAX_PROCESSES, HEARTBEAT_TTL_SECONDS)
        self._store.put(KNOWN, "1", KNOWN_TTL_SECONDS)
