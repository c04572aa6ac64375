"""What a fault may leave behind: nothing. Every call has ended for a reason, every turn is kept once, nothing is still open."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bridge import metrics
from bridge.capacity import SLOTS
from bridge.pump import running_pump
from db.database import Database
from db.models import Conversation
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import kept_turns, one_of
from tests.waiting import in_the_end

# Of the process, not of a call.
KEPT_THREADS = (
    "pump",
    "recorder",
    "hints",
    "blocking",
    "front-desk",
    "tool",
    "dial-",
    "post-call",
    "gate",
)
Said = tuple[str, str]


def live_calls() -> float:
    return float(metrics.LIVE_CALLS._value.get())


def open_files() -> int:
    """Without sockets: those of Redis and of the database stay, in pools that have a limit of their own. Without journals:
    each recorder keeps its own open."""
    targets = filter(None, map(what_is_open, Path("/proc/self/fd").iterdir()))
    return sum(not target.startswith("socket:") and "/spool/" not in target for target in targets)


def what_is_open(descriptor: Path) -> str | None:
    """None: another thread closed it since it was listed."""
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return None


@dataclass
class Leftovers:
    """Made before the fault; called after it."""

    running: RunningBridge
    database: Database
    live: float = field(default_factory=live_calls)
    files: int = 0
    threads: frozenset[int | None] = field(
        default_factory=lambda: frozenset(one.ident for one in threading.enumerate())
    )

    def __post_init__(self) -> None:
        """The event loop begins with the first call, and stays."""
        assert self.running.switchboard.pump.leg_count == 0
        self.files = open_files()

    def nothing_is_left(self) -> None:
        """Callbacks and close frames are still under way when a call is over: they get a moment."""
        found = in_the_end(self.found, lambda found: not found)
        assert not found, f"left behind: {found}"

    def found(self) -> dict[str, Any]:
        looks: dict[str, Callable[[], Any]] = {
            "calls without an end": self._endless_calls,
            "turns lost or doubled": self._wrong_turns,
            "live calls counted": lambda: live_calls() - self.live,
            "legs": lambda: pump.leg_count if (pump := running_pump()) else 0,
            "sockets": self._sockets,
            "threads": self._threads,
            "files": lambda: max(0, open_files() - self.files),
            "places of the capacity": lambda: self.running.switchboard.store._redis.zrange(SLOTS, 0, -1),
            "facts on disk": self._facts_on_disk,
            "database connections": lambda: self.database.engine.pool.checkedout(),  # type: ignore[attr-defined]
        }
        return {name: left for name, look in looks.items() if (left := look())}

    def _facts_on_disk(self) -> list[bytes]:
        """A journal whose facts the database has may go at any moment."""
        found = []
        for path in (self.running.switchboard.settings.data_dir / "spool").glob("*"):
            with contextlib.suppress(FileNotFoundError):
                found.append(path.read_bytes())
        return [facts for facts in found if facts]

    def _calls(self) -> list[dict[str, Any]]:
        return one_of(self.database, Conversation, Conversation.id.is_not(None))

    def _endless_calls(self) -> list[str]:
        return [
            call["twilio_call_sid"] for call in self._calls() if not (call["ended_at"] and call["end_reason"])
        ]

    def _wrong_turns(self) -> dict[str, Any]:
        """What the agent said and understood, and what we have kept of it."""
        spoken = self._spoken()
        wrong = {}
        for call in self._calls():
            call_sid = call["twilio_call_sid"]
            turns = kept_turns(self.database, call_sid)
            kept = [(turn["role"], turn["full_text"] or turn["text"]) for turn in turns]
            positions = [turn["position"] for turn in turns]
            if kept != spoken[call_sid] or positions != list(range(1, len(turns) + 1)):
                wrong[call_sid] = {"spoken": spoken[call_sid], "kept": kept, "positions": positions}
        return wrong

    def _spoken(self) -> dict[str, list[Said]]:
        """By call, over all the agent's sessions of it."""
        spoken: dict[str, list[Said]] = defaultdict(list)
        for record in reversed(self.running.simulators.agent.records()):
            spoken[str(record.variables.get("call_sid"))] += [
                (turn["role"], turn["original_message"] or turn["message"])
                for turn in record.transcript
                if turn["message"] and "contextual_update_info" not in turn  # which nobody spoke
            ]
        return spoken

    def _sockets(self) -> list[str]:
        """Of the carrier's and the agent's connections, both ends of which are in this process."""
        ports = {int(url.rpartition(":")[2]) for url in (self.running.url, self.running.simulators.url)}
        return [
            f"{one.status} {one.laddr} {one.raddr}"
            for one in psutil.Process().net_connections("tcp")
            if one.raddr and one.status != psutil.CONN_TIME_WAIT and {one.laddr.port, one.raddr.port} & ports
        ]

    def _threads(self) -> list[str]:
        return [
            one.name
            for one in threading.enumerate()
            if one.ident not in self.threads and not one.name.startswith(KEPT_THREADS)
        ]
