"""Request coalescing: one answer for all simultaneous identical requests, never older than the request.

A request that arrives while an answer is being computed waits for the next one, which starts after all of its readers have asked. A request
that names the event it reacts to (`heard`) may also take an answer that was started after this process had seen that event, so a hundred
requests caused by one event cost one answer.
"""

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass

MAX_WAIT_SECONDS = 10.0
TTL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    headers: tuple[tuple[str, str], ...]


@dataclass(slots=True, eq=False)
class Round:
    """An answer that is awaited, being computed, or done; None as the answer means that it failed.

    `seen`: the newest event known to be committed before the computation started.
    """

    may_begin: bool = False
    is_over: bool = False
    answer: Answer | None = None
    seen: int = 0
    ended_at: float = 0.0

    def is_good_for(self, heard: int | None) -> bool:
        return heard is not None and heard <= self.seen


class Rounds:
    def __init__(
        self, changed: threading.Condition | None = None, *, kept_seconds: float = TTL_SECONDS
    ) -> None:
        self._changed, self._kept_seconds = changed or threading.Condition(), kept_seconds
        self._current: dict[Hashable, Round] = {}
        self._next: dict[Hashable, Round] = {}
        self._last: dict[Hashable, Round] = {}

    def join(
        self,
        key: Hashable,
        *,
        heard: int | None = None,
        seen: int = 0,
        seconds: float = MAX_WAIT_SECONDS,
    ) -> Round | None:
        """Returns a finished round, or one that the caller must compute and `end`; None if neither came in time.

        `heard` is the event that made the browser ask, `seen` the newest one known to this process.
        """
        with self._changed:
            current = self._current.get(key)
            if current is None or current.may_begin:  # not started yet
                last = self._last.get(key)
                if (
                    last is not None
                    and last.is_good_for(heard)
                    and time.monotonic() - last.ended_at < self._kept_seconds
                ):
                    return last
                return self._begin(self._current.setdefault(key, Round()), seen)
            mine = current if current.is_good_for(heard) else self._next.setdefault(key, Round())
            self._changed.wait_for(lambda: mine.is_over or mine.may_begin, seconds)
            if mine.may_begin:
                return self._begin(mine, seen)
            return mine if mine.is_over else None

    def end(self, key: Hashable, made: Round, answer: Answer | None) -> None:
        with self._changed:
            made.is_over, made.answer, made.ended_at = True, answer, time.monotonic()
            self._keep(key, made)
            following = self._next.pop(key, None)
            if following is None:
                del self._current[key]
            else:
                following.may_begin = True
                self._current[key] = following
            self._changed.notify_all()

    def _keep(self, key: Hashable, made: Round) -> None:
        """Expired answers are dropped, so they do not accumulate."""
        oldest = made.ended_at - self._kept_seconds
        self._last = {one: kept for one, kept in self._last.items() if kept.ended_at > oldest}
        if made.answer is not None:
            self._last[key] = made

    @staticmethod
    def _begin(found: Round, seen: int) -> Round:
        found.may_begin, found.seen = False, seen
        return found
