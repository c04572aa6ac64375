"""The processes of `python -m workers`: some serve only the interactive queue, so no long job blocks a quick one.

The parent starts them, restarts one that exits, and stops them: first warm, then cold.
"""

import logging
import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType

from workers.child_processes import die_with_parent
from workers.queue import DEFAULT, INTERACTIVE, QUEUES

log = logging.getLogger(__name__)
FORK = multiprocessing.get_context("fork")
GRACE_SECONDS = 8.0
COLD_SECONDS = 3.0
RESTART_DELAYS_SECONDS = (0.5, 1, 2, 5, 10, 30)
STEADY_SECONDS = 60
LOOK_SECONDS = 0.2
STOPS = {signal.SIGTERM, signal.SIGINT}
Run = Callable[[], None]


def queues_of(processes: int) -> list[tuple[str, ...]]:
    """The first process serves only the interactive queue, the second of three or more no batches, the others everything. Raises
    ValueError for fewer than two: a long job would block a quick one.
    """
    if processes < 2:
        raise ValueError(processes)
    first: list[tuple[str, ...]] = [(INTERACTIVE,), (INTERACTIVE, DEFAULT)][: min(2, processes - 1)]
    return first + [QUEUES] * (processes - len(first))


@dataclass(slots=True)
class WorkerProcess:
    name: str
    run: Run
    process: ForkProcess | None = None
    started: float = 0.0
    falls: int = 0
    next_start: float = 0.0  # while there is no process

    def start(self) -> None:
        """Blocks signals until the child has replaced our handlers, so none is lost."""
        self.process = FORK.Process(target=child, args=(self.run,), name=self.name)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        self.started = time.monotonic()

    def note_end(self) -> None:
        """Of a process that nobody has stopped."""
        if self.process is None:
            return
        self.process.join(COLD_SECONDS)
        code, pause = self.process.exitcode, self.pause()
        log.error("worker process ended by itself worker=%s code=%s again_in=%.1f", self.name, code, pause)
        self.process, self.next_start = None, time.monotonic() + pause

    def pause(self) -> float:
        """The delay before a restart: longer each time, unless the process ran for long."""
        if time.monotonic() - self.started > STEADY_SECONDS:
            self.falls = 0
        self.falls += 1
        return RESTART_DELAYS_SECONDS[min(self.falls, len(RESTART_DELAYS_SECONDS)) - 1]


def child(run: Run) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    run()


@dataclass(slots=True)
class Supervisor:
    workers: Sequence[WorkerProcess]
    is_stopping: bool = field(default=False)

    def run(self) -> None:
        for number in STOPS:
            signal.signal(number, self.ask_to_stop)
        for worker in self.workers:
            worker.start()
        while not self.is_stopping:
            self.look()
        self.stop()

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def look(self) -> None:
        """Waits a moment for a process to end, and starts those again whose pause is over. No process waits for another's pause."""
        running = {worker.process.sentinel: worker for worker in self.workers if worker.process}
        for sentinel in wait(list(running), timeout=LOOK_SECONDS):
            if isinstance(sentinel, int) and not self.is_stopping:
                running[sentinel].note_end()
        for worker in self.workers:
            if worker.process is None and time.monotonic() >= worker.next_start and not self.is_stopping:
                worker.start()

    def stop(self) -> None:
        """Jobs that do not finish in time are killed; RQ runs them again."""
        log.info("workers stop, jobs may finish seconds=%.0f", GRACE_SECONDS)
        self.signal(signal.SIGTERM, GRACE_SECONDS)
        self.signal(signal.SIGTERM, COLD_SECONDS)
        self.signal(signal.SIGKILL, COLD_SECONDS)
        log.info("workers stopped")

    def signal(self, number: signal.Signals, seconds: float) -> None:
        """Sends a signal to the running processes and waits for them."""
        running = [worker.process for worker in self.workers if worker.process and worker.process.is_alive()]
        for process in running:
            process.kill() if number == signal.SIGKILL else process.terminate()
        until = time.monotonic() + seconds
        for process in running:
            process.join(max(until - time.monotonic(), 0))
