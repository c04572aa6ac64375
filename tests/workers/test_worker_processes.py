"""Which process of `python -m workers` serves which queues."""

import pytest

from workers.queue import BATCH, DEFAULT, INTERACTIVE, QUEUES
from workers.worker_processes import queues_of


@pytest.mark.parametrize("processes", [2, 3, 4, 64])
def test_every_queue_is_served_and_one_process_is_free_for_the_quick(processes: int) -> None:
    served = queues_of(processes)

    assert len(served) == processes
    assert {name for queues in served for name in queues} == set(QUEUES)
    assert served[0] == (INTERACTIVE,)


def test_of_three_one_is_free_of_batches() -> None:
    assert queues_of(3) == [(INTERACTIVE,), (INTERACTIVE, DEFAULT), (INTERACTIVE, DEFAULT, BATCH)]
