"""Threads for work that nobody waits for: what goes wrong there stands in the log, not in a result that nobody asks for."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bridge.pump import PumpStoppedError

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


class BackgroundThreads(ThreadPoolExecutor):
    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future = super().submit(fn, *args, **kwargs)
        future.add_done_callback(_tell_failure)
        return future


def _tell_failure(future: "Future[T]") -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None and not isinstance(error, PumpStoppedError):  # which only says that the process ends
        log.error("event=background_failed", exc_info=error)
