"""Controls a running call: REST updates, waiting, and the call's speed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Literal


@dataclass(frozen=True, slots=True)
class Update:
    """A REST update of a running call: new TwiML, a new URL, or its end."""

    twiml: str = ""
    url: str = ""
    method: str = "POST"
    status: Literal["", "completed", "canceled"] = ""


@dataclass(slots=True)
class Control:
    speed: float = 1.0
    _changed: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _update: Update | None = None

    def apply(self, update: Update) -> None:
        with self._lock:
            self._update = update
        self._changed.set()

    def take(self) -> Update | None:
        with self._lock:
            update, self._update = self._update, None
            self._changed.clear()
        return update

    @property
    def interrupted(self) -> Callable[[], bool]:
        return self._changed.is_set

    def wait(self, seconds: float) -> bool:
        """Waits for seconds of the call's own time; returns False if an update interrupted it."""
        return not self._changed.wait(seconds / self.speed)
