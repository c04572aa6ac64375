"""Which voice processes there are: each says every few seconds that it lives, and whoever answers the carrier looks before it promises a stream."""

import secrets
from concurrent.futures import Executor

from bridge.pump import Pump
from bridge.store import Store

ROOM, KNOWN = "voices:alive", "voices:known"
BEAT_SECONDS = 3.0
GONE_SECONDS = 15  # without a beat; a machine may be busy
KNOWN_SECONDS = 7 * 86_400
MOST = 10_000


class Voices:
    def __init__(self, store: Store) -> None:
        self._store = store

    def are_gone(self) -> bool:
        """There were some within a week, and none is alive. Where there never were any, the pages' server carries calls itself;
        and without Redis nobody can tell."""
        return self._store.present(ROOM) == 0 and self._store.get(KNOWN) is not None


class Heart:
    """Of one voice process. It beats on the event loop, so that one that is stuck falls silent; Redis is waited for elsewhere."""

    def __init__(self, store: Store, pump: Pump, desk: Executor) -> None:
        self._store, self._pump, self._desk = store, pump, desk
        self._name = secrets.token_hex(8)

    def start(self) -> None:
        self._pump.post(self._beat)

    def stop(self) -> None:
        """It takes no new call from now on. May be called twice."""
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
