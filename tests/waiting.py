"""The one way to wait for what another process or thread does in its own time, and tells nobody of."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
TEST_TIMEOUT_SECONDS = 120.0  # only a failure takes as long: a busy machine is slow, not wrong
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.01, 0.1


def eventually(question: Callable[[], Answer], seconds: float = TEST_TIMEOUT_SECONDS) -> Answer:
    """The first answer that is true."""
    answer = in_the_end(question, bool, seconds)
    assert answer, f"it did not come true in {seconds:g} s"
    return answer


def in_the_end(
    question: Callable[[], Answer], is_good: Callable[[Answer], bool], seconds: float = TEST_TIMEOUT_SECONDS
) -> Answer:
    """The first good answer; when time is up the last one, for the test to complain of."""
    deadline, pause = time.monotonic() + seconds, SHORTEST_PAUSE_SECONDS
    while not is_good(answer := question()) and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
    return answer
