"""Timers of the event loop: a heap on the monotonic clock, so wall-clock jumps do not move them."""

import heapq
from collections.abc import Callable
from itertools import count

_COMPACT_ABOVE = 64


class Timer:
    """`cancel()` may be called at any time on the loop's thread, also twice and after it fired."""

    __slots__ = ("_timers", "action", "owner")

    def __init__(self, timers: "Timers", action: Callable[[], object], owner: object | None) -> None:
        self._timers = timers
        self.action: Callable[[], object] | None = action
        self.owner = owner

    def cancel(self) -> None:
        if self.action is not None:
            self.release()
            self._timers.cancelled()

    def fire(self) -> None:
        if action := self.action:
            self.release()
            action()

    def release(self) -> None:
        """Drops the reference to the call: the entry may stay in the heap for another half hour."""
        self.action = None
        self.owner = None


class Timers:
    __slots__ = ("_cancelled", "_heap", "_order")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = count()
        self._cancelled = 0

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, at: float, action: Callable[[], object], owner: object | None = None) -> Timer:
        timer = Timer(self, action, owner)
        heapq.heappush(self._heap, (at, next(self._order), timer))
        return timer

    def seconds_to_next(self, now: float) -> float | None:
        return max(0.0, self._heap[0][0] - now) if self._heap else None

    def due(self, now: float) -> list[Timer]:
        """The timers that are due, in order. One may cancel the next before it fires."""
        due = []
        while self._heap and self._heap[0][0] <= now:
            timer = heapq.heappop(self._heap)[2]
            if timer.action is None:
                self._cancelled -= 1
            else:
                due.append(timer)
        return due

    def cancelled(self) -> None:
        self._cancelled += 1
        if self._cancelled > _COMPACT_ABOVE and self._cancelled * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry[2].action is not None]
            heapq.heapify(self._heap)
            self._cancelled = 0
