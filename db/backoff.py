"""A server that does not answer in time is not asked again for a while: a process that waits for each answer does nothing else."""

import time


class Backoff:
    """Safe on any thread."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self) -> None:
        self._until = time.monotonic() + self._seconds
