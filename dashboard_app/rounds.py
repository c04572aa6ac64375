"""Who asks while an answer is being made waits for the next one, which is begun after all that get it have asked: so nobody is told
what is older than the question, and a hundred that ask at once cost about as much as two."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass

LONGEST_WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    headers: tuple[tuple[str, str], ...]


@dataclass(slots=True, eq=False)
class Round:
    """An answer that is waited for, is being made, or has been made. None as the answer says that it failed."""

    may_begin: bool = False
    is_over: bool = False
    answer: Answer | None = None


class Rounds:
    def __init__(self, changed: threading.Condition | None = None) -> None:
        self._changed = changed or threading.Condition()
        self._current: dict[Hashable, Round] = {}
        self._next: dict[Hashable, Round] = {}

    def join(self, key: Hashable, seconds: float = LONGEST_WAIT_SECONDS) -> Round | None:
        """A round that is over, or one that the caller has to make and to `end`; None where neither came in time."""
        with self._changed:
            current = self._current.get(key)
            if current is None or current.may_begin:  # nobody has begun it
                return self._begin(self._current.setdefault(key, Round()))
            mine = self._next.setdefault(key, Round())
            self._changed.wait_for(lambda: mine.is_over or mine.may_begin, seconds)
            if mine.may_begin:
                return self._begin(mine)
            return mine if mine.is_over else None

    def end(self, key: Hashable, made: Round, answer: Answer | None) -> None:
        with self._changed:
            made.is_over, made.answer = True, answer
            following = self._next.pop(key, None)
            if following is None:
                del self._current[key]
            else:
                following.may_begin = True
                self._current[key] = following
            self._changed.notify_all()

    @staticmethod
    def _begin(found: Round) -> Round:
        found.may_begin = False
        return found
