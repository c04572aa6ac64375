"""The search for the largest number of calls: in steps while all is well, then by halving. Pure but for the clock it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

STEP = 100
CLOSE_ENOUGH = 20


@dataclass(slots=True)
class Search:
    """Take `next`, measure it, report it with `found`. Numbers above a bad one are not tried again."""

    most: int
    until: float  # on the clock
    clock: Callable[[], float] = monotonic
    good: int = 0
    bad: int | None = None

    def next(self) -> int | None:
        if self.clock() >= self.until:
            return None
        if self.bad is None:
            return self.good + STEP if self.good + STEP <= self.most else None
        return (self.good + self.bad) // 2 if self.bad - self.good > CLOSE_ENOUGH else None

    def found(self, calls: int, *, is_good: bool) -> None:
        if is_good:
            self.good = calls
        else:
            self.bad = calls

    def __str__(self) -> str:
        beyond = "no higher number was tried" if self.bad is None else f"no longer at {self.bad}"
        return f"p99 < 20 ms at {self.good} calls on one core, {beyond}"
