"""Work for many, one after the other: what fails for one keeps nobody else from theirs, nor who takes long the same others each time."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random
from typing import TypeVar

from rq.timeouts import BaseTimeoutException

log = logging.getLogger(__name__)
One = TypeVar("One")


def in_turn(listed: Sequence[One], now: datetime) -> list[One]:
    """In another order each time."""
    return Random(now.timestamp()).sample(listed, len(listed))  # noqa: S311 (an order, no secret)


def apart(work: Callable[[], int], failure: str, about: object) -> int:
    """What `work` returns; 0 if it fails, which is logged as `failure` with what it was `about`. A job that has run out of time ends: its
    next run goes on.
    """
    try:
        return work()
    except BaseTimeoutException:
        raise
    except Exception:
        log.exception(failure, about)
        return 0
