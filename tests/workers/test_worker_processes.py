"""The processes of `python -m workers`: which serves which queues, and how the parent starts them again."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.waiting import eventually
from workers.queue import BATCH, DEFAULT, INTERACTIVE, QUEUES
from workers.worker_processes import RESTART_DELAYS_SECONDS, Supervisor, WorkerProcess, queues_of


@pytest.mark.parametrize("processes", [2, 3, 4, 64])
def test_every_queue_is_served_and_one_process_is_free_for_the_quick(processes: int) -> None:
    served = queues_of(processes)

    assert len(served) == processes
    assert {name for queues in served for name in queues} == set(QUEUES)
    assert served[0] == (INTERACTIVE,)


def test_of_three_one_is_free_of_batches() -> None:
    assert queues_of(3) == [(INTERACTIVE,), (INTERACTIVE, DEFAULT), (INTERACTIVE, DEFAULT, BATCH)]


def stays() -> None:
    signal.pause()


def falls() -> None:
    """Ends at once, as a process does whose queue has a job that kills it."""


def pid_of(worker: WorkerProcess) -> int | None:
    return worker.process.pid if worker.process else None


@pytest.fixture
def both() -> Iterator[tuple[WorkerProcess, WorkerProcess]]:
    """One has fallen so often that the pause before its next start is the longest; the other is well."""
    falling = WorkerProcess("falling", falls, falls=len(RESTART_DELAYS_SECONDS))
    steady = WorkerProcess("steady", stays, started=time.monotonic())
    yield falling, steady
    for worker in (falling, steady):
        if worker.process is not None:
            worker.process.kill()
            worker.process.join()


def test_the_pause_of_one_that_falls_again_and_again_keeps_no_other_down(
    both: tuple[WorkerProcess, WorkerProcess],
) -> None:
    falling, steady = both
    supervisor = Supervisor(both)
    for worker in both:
        worker.start()
    eventually(lambda: supervisor.look() or falling.process is None)
    first = pid_of(steady)

    assert first is not None
    os.kill(first, signal.SIGKILL)

    eventually(lambda: supervisor.look() or pid_of(steady) not in {None, first})
    assert falling.process is None
