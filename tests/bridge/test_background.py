"""Work that nobody waits for: its faults are in the log."""

from collections.abc import Callable

import pytest

from bridge.background import BackgroundThreads
from bridge.pump import PumpStoppedError


def fails() -> None:
    raise ZeroDivisionError("a fault of ours")


def meets_the_end() -> None:
    raise PumpStoppedError("the voice process is stopping")


def is_told(action: Callable[[], object], caplog: pytest.LogCaptureFixture) -> bool:
    with BackgroundThreads(1) as threads:
        threads.submit(action)
    return "event=background_failed" in caplog.text


CASES = {"a fault": (fails, True), "the end of the process": (meets_the_end, False), "none": (dict, False)}


@pytest.mark.parametrize(("action", "expected"), CASES.values(), ids=CASES)
def test_what_is_told(action: Callable[[], object], expected: bool, caplog: pytest.LogCaptureFixture) -> None:
    assert is_told(action, caplog) is expected
