"""`python -m tests.load.journal`: what it costs a call to have a fact on the disk before it goes on."""

import argparse
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bridge.facts import TurnTaken
from bridge.spool import Entry, Spool
from tests.load.table import print_line

TEXT = "Buenos días, quería saber si mañana por la tarde tienen hueco para cambiar el aceite y los filtros."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    options = parser.parse_args()
    taken, used = [], time.thread_time_ns()
    with (
        tempfile.TemporaryDirectory(dir=options.folder) as folder,
        closing(Spool(Path(folder)).new_journal()) as journal,
    ):
        for position in range(options.facts):
            began = time.perf_counter_ns()
            journal.append(
                Entry("CA" + "1" * 32, datetime.now(UTC), TurnTaken(position, "user", TEXT, 0, 900))
            )
            taken.append((time.perf_counter_ns() - began) / 1000)
    used = time.thread_time_ns() - used
    taken.sort()
    print_line(
        f"a turn appended: {used / options.facts / 1000:.1f} µs of CPU; by the clock p50 {statistics.median(taken):.1f} µs, "
        f"p99 {taken[len(taken) * 99 // 100]:.1f} µs"
    )


if __name__ == "__main__":
    main()
