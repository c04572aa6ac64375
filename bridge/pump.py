"""The event loop: one thread and one epoll per process carry every call, audio first, with no lock on the way.

The thread starts with the first use in a process, never before a fork. Callbacks run on it and must not block.
"""

import contextlib
import logging
import os
import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from time import monotonic, sleep

from bridge import frames
from bridge.leg import Leg, LegKind, Listener
from bridge.queued_socket import QueuedSocket
from bridge.timers import Timer, Timers

log = logging.getLogger(__name__)

_EVENTS_PER_TURN = 256
# With many calls, waking up for each frame costs more than forwarding it. Waiting for a millisecond, a twentieth of a frame, collects dozens.
_MANY_LEGS = 64
_FEW_EVENTS = 32
_GATHER_SECONDS = 0.001
_FORWARD_BATCH = 32  # frames are forwarded together; more would delay the first of them


class PumpStoppedError(RuntimeError):
    """The process is stopping: the pump accepts nothing more."""


class Pump:
    """`adopt`, `post`, `drain` and `stop` may be called on any thread, everything else on the pump's own."""

    def __init__(self) -> None:
        self.now = monotonic()
        self.dirty: list[QueuedSocket] = []
        self.gathers = False
        self.draining = False
        self.stopped = threading.Event()  # draining, and no call is left
        self._legs: dict[int, Leg] = {}
        self._timers = Timers()
        self._posted: deque[tuple[Callable[[], object], object | None]] = deque()
        self._lock = threading.RLock()  # also taken by a signal handler on a thread that may hold it
        self._ending = False
        self._ended = False
        self._turn_was_small = True
        self._epoll = select.epoll()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._epoll.register(self._wake, select.EPOLLIN)
        self._thread = threading.Thread(target=self._run, name="pump", daemon=True)
        self._thread.start()

    @property
    def leg_count(self) -> int:
        return len(self._legs)

    def adopt(
        self,
        sock: socket.socket,
        kind: LegKind,
        listener: Listener,
        name: str,
        then: Callable[[Leg], object] | None = None,
    ) -> None:
        """Takes over a socket after its handshake; `then(leg)` runs on the pump before anything is read."""

        def begin() -> None:
            if self._ended:
                sock.close()
            else:
                self._begin(Leg(self, sock, kind, listener, name), then)

        try:
            self.post(begin, listener)
        except PumpStoppedError:
            sock.close()
            raise

    def post(self, action: Callable[[], object], owner: object | None = None) -> None:
        """Runs `action` on the pump's thread. If it raises, the legs of `owner` end."""
        with self._lock:
            if self._ended:
                raise PumpStoppedError("the voice process is stopping")
            self._posted.append((action, owner))
            os.eventfd_write(self._wake, 1)

    def call_later(self, seconds: float, action: Callable[[], object], owner: object | None = None) -> Timer:
        """Runs `action` after a delay. If it raises, the legs of `owner` end."""
        return self._timers.add(monotonic() + seconds, action, owner)

    def drain(self) -> None:
        """Starts draining: `stopped` is set as soon as no leg is left. Safe in a signal handler."""
        self.draining = True
        with contextlib.suppress(PumpStoppedError):
            self.post(self._note_emptiness)

    def stop(
        self, code: int = frames.GOING_AWAY, reason: str = "the service is restarting", seconds: float = 3.0
    ) -> None:
        """Closes every leg and ends the thread; waits for it unless called on it."""
        self.draining = True
        try:
            self.post(lambda: self._close_all(code, reason, seconds))
        except PumpStoppedError:
            return
        if threading.current_thread() is not self._thread:
            self._thread.join(seconds + 1.0)

    def watch_writes(self, fd: int, wanted: bool) -> None:
        self._epoll.modify(fd, select.EPOLLIN | select.EPOLLOUT if wanted else select.EPOLLIN)

    def forget(self, leg: Leg) -> None:
        if self._legs.pop(leg.fd, None):
            self._epoll.unregister(leg.fd)
            self._note_emptiness()

    def _begin(self, leg: Leg, then: Callable[[Leg], object] | None) -> None:
        self._legs[leg.fd] = leg
        self.stopped.clear()
        self._epoll.register(leg.fd, select.EPOLLIN)
        if then:
            then(leg)
        leg.begin()

    def _run(self) -> None:
        try:
            while not self._ended:
                self._turn()
        except Exception:
            log.critical("event=pump_died legs=%d", len(self._legs), exc_info=True)
        finally:
            self._finish()

    def _turn(self) -> None:
        """Waits for the next events and handles them."""
        if self._turn_was_small and len(self._legs) > _MANY_LEGS:
            sleep(_GATHER_SECONDS)
        events = self._epoll.poll(self._timers.seconds_to_next(monotonic()), _EVENTS_PER_TURN)
        self._turn_was_small = len(events) < _FEW_EVENTS
        self.now = monotonic()
        for first in range(0, len(events), _FORWARD_BATCH):
            self._carry(events[first : first + _FORWARD_BATCH])
        for timer in self._timers.due(self.now):
            self._guarded(timer.fire, timer.owner)

    def _carry(self, events: list[tuple[int, int]]) -> None:
        """Receives from all legs, then processes everything, then sends to all. Interleaving system calls would evict our code
        from the CPU caches, and a peer with many legs wakes up once instead of once per frame.
        """
        received = self._receive(events)
        self.gathers = len(received) > 1
        for leg, data in received:
            try:
                leg.hear(data)
            except Exception as error:  # noqa: BLE001 -- an error in one call must not affect the others
                self._broken(leg, error)
        self.gathers = False
        self._flush()

    def _receive(self, events: list[tuple[int, int]]) -> list[tuple[Leg, bytes]]:
        received = []
        for fd, mask in events:
            leg = self._legs.get(fd)
            if leg is None:
                self._run_posted()
                continue
            try:
                if data := leg.receive(mask):
                    received.append((leg, data))
            except Exception as error:  # noqa: BLE001 -- an error in one call must not affect the others
                self._broken(leg, error)
        return received

    def _run_posted(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        for _ in range(len(self._posted)):
            self._guarded(*self._posted.popleft())

    def _guarded(self, action: Callable[[], object], owner: object | None) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 -- an error in one call must not affect the others
            self._broken(owner, error)
        self._flush()

    def _flush(self) -> None:
        if self.dirty:
            dirty, self.dirty = self.dirty, []
            for sock in dirty:
                sock.flush()

    def _broken(self, owner: object | None, error: Exception) -> None:
        """Ends the legs of a call whose code raised an exception."""
        listener = owner.listener if isinstance(owner, Leg) else owner
        legs = [leg for leg in self._legs.values() if leg.listener is listener]
        log.error(
            "event=callback_failed legs=%s", ",".join(leg.name for leg in legs) or "none", exc_info=error
        )
        for leg in legs:
            try:
                leg.fail(frames.INTERNAL_ERROR, "internal error")
            except Exception:
                log.exception("event=callback_failed leg=%s", leg.name)

    def _note_emptiness(self) -> None:
        if self.draining and not self._legs:
            self.stopped.set()
            self._ended = self._ending

    def _close_all(self, code: int, reason: str, seconds: float) -> None:
        self._ending = True
        self.call_later(seconds, self._cut_all)
        for leg in list(self._legs.values()):
            self._guarded(partial(leg.close, code, reason), leg)
        self._note_emptiness()

    def _cut_all(self) -> None:
        for leg in list(self._legs.values()):
            self._guarded(partial(leg.cut, "the service is restarting"), leg)
        self._ended = True

    def _finish(self) -> None:
        with self._lock:
            self._ended = True
        for action, owner in self._posted:
            self._guarded(action, owner)
        for leg in list(self._legs.values()):
            self._guarded(partial(leg.cut, "the event loop has ended"), leg)
        self._epoll.close()
        os.close(self._wake)
        self.stopped.set()


class _Current:
    """The pump of this process. A forked child discards its parent's, because threads do not survive a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pump: Pump | None = None
        os.register_at_fork(after_in_child=self._forget)

    def get(self) -> Pump:
        with self._lock:
            if self._pump is None:
                self._pump = Pump()
            return self._pump

    def peek(self) -> Pump | None:
        return self._pump

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._pump = None


_current = _Current()
current_pump = _current.get
running_pump = _current.peek
