"""Processes that a measurement starts, and what they cost: pinned to a core, watched in /proc, stopped by their own id."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TICKS = os.sysconf("SC_CLK_TCK")
GRACE_SECONDS = 10.0
FIRST = -15  # as `nice` counts; processes of one session are one group to the scheduler
CORES = sorted(os.sched_getaffinity(0))
GENERATOR_CORE = {CORES[0]}
BRIDGE_CORE = {CORES[1 % len(CORES)]}  # with one core they share it


@dataclass(frozen=True, slots=True)
class Reading:
    """CPU seconds so far: of the processes asked about, of all processes, and those that the host kept from this machine."""

    at: float
    used: float
    machine: float
    stolen: float


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(found for child in children for found in tree(int(child)))]
    return []


def cpu_seconds(pids: list[int]) -> float:
    return sum(_process_seconds(pid) for pid in pids)


def read_cpu(pids: list[int]) -> Reading:
    return Reading(time.monotonic(), cpu_seconds(pids), *_machine_seconds())


def pss_kib(pids: list[int]) -> int:
    """Proportional memory: what processes share counts once."""
    return sum(_process_pss(pid) for pid in pids)


@contextlib.contextmanager
def started(
    command: list[str], *, env: dict[str, str], cores: set[int], output: IO[bytes], cwd: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, and everything below it, on these cores; its output in a file; stopped in the end."""
    process = subprocess.Popen(
        ["taskset", "-c", ",".join(map(str, sorted(cores))), *command],
        env=env,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
    )
    try:
        yield process
    finally:
        stop(process)


def run_first(command: list[str]) -> int:
    """Run a command, and all that it starts, before the other work of this machine. Raises OSError where that is not allowed."""
    process = subprocess.Popen(command, start_new_session=True)
    try:
        Path(f"/proc/{process.pid}/autogroup").write_text(str(FIRST))
        return process.wait()
    finally:
        if process.poll() is None:  # Ctrl-C reached only us
            process.send_signal(signal.SIGINT)
            process.wait()


def stop(process: subprocess.Popen[bytes]) -> None:
    below = tree(process.pid)
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        for pid in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        process.wait()


def wait_until(condition: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} within {seconds:g} s")
        time.sleep(0.05)


def pin(pid: int, cores: set[int]) -> None:
    """Every thread of a process that runs already, and of those below it."""
    for process in tree(pid):
        with contextlib.suppress(OSError):
            for thread in Path(f"/proc/{process}/task").iterdir():
                os.sched_setaffinity(int(thread.name), cores)


def _process_seconds(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def _machine_seconds() -> tuple[float, float]:
    """Busy time of all cores, which is everything but idle and waiting for disks; and the time that the host gave to other machines."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = [
        int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    ]
    return (user + nice + system + irq + softirq) / TICKS, steal / TICKS


def _process_pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
