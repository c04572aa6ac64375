"""`python -m tests.load.soak`: thousands of short calls through the real voice process, one hundred at a time.

A round begins when the database has the one before: this is about what a call leaves behind, not about how many a machine can
take. Afterwards nothing of them is left in it but what it keeps for good: memory, threads, files and sockets stay as they were
once it was warm, every byte has come home, each call has its reason to end, and each turn is kept once.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from db.database import Database
from db.settings import DbSettings, parse_database_url
from tests.load.__main__ import prepared
from tests.load.generator import Answer, NoCompilerError
from tests.load.machine import tree, wait_until
from tests.load.measuring import Integrity
from tests.load.table import print_line
from tests.load.variants import Bench, Subject, product

TALK_SECONDS = 1.0
WARM = 0.3  # of the calls; what a process keeps for good it has by then
MAX_KIB_PER_CALL = 1.0  # after the warm-up: more is a leak, until its cause is known to end
KEPT = text(
    """
    SELECT count(*) AS calls, count(*) FILTER (WHERE ended_at IS NOT NULL AND end_reason = 'caller_hangup') AS ended,
        coalesce(sum(turns), 0) AS turns, coalesce(sum(texts), 0) AS texts, coalesce(sum(gaps), 0) AS gaps
    FROM conversations LEFT JOIN (
        SELECT conversation_id, count(*) AS turns, count(DISTINCT text) AS texts, max(position) - count(*) AS gaps
        FROM turns GROUP BY conversation_id
    ) AS kept ON kept.conversation_id = conversations.id
    """
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the voice process holds while no call is on."""

    calls: int
    kib: int
    threads: int
    files: int
    sockets: int


def look(pid: int, calls: int) -> Look:
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
    )
    targets = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            targets.append(str(entry.readlink()))
        except OSError:  # closed meanwhile
            continue
    sockets = sum(target.startswith("socket:") for target in targets)
    return Look(
        calls, int(status["VmRSS"].split()[0]), int(status["Threads"]), len(targets) - sockets, sockets
    )


def soak(bench: Bench, subject: Subject, calls: int, at_once: int) -> Iterator[tuple[Look, Answer]]:
    """After each round. The worker that carries calls is the newest process of the tree."""
    for done in range(at_once, calls + 1, at_once):
        subject.generator.add(subject.calls.write(at_once))
        time.sleep(TALK_SECONDS)
        answer = subject.generator.drop(at_once)
        kept(bench, expectation(done, answer))
        yield look(tree(subject.pid)[-1], done), answer


def expectation(calls: int, answer: Answer) -> dict[str, int]:
    said = answer["said"]
    return {"calls": calls, "ended": calls, "turns": said, "texts": said, "gaps": 0}


def growth(looks: list[Look]) -> float:
    """KiB for each call, by least squares over what came when it was warm."""
    warm = looks[int(len(looks) * WARM) :]
    calls = sum(one.calls for one in warm) / len(warm)
    kib = sum(one.kib for one in warm) / len(warm)
    spread = sum((one.calls - calls) ** 2 for one in warm)
    return sum((one.calls - calls) * (one.kib - kib) for one in warm) / spread if spread else 0.0


def kept(bench: Bench, expected: dict[str, int]) -> dict[str, int]:
    """What the database has of the calls, as soon as all of it is there."""
    services = bench.services
    database = Database(
        DbSettings(parse_database_url(services.database_url), services.redis_url, bench.folder)
    )
    found: dict[str, int] = {}

    def is_all() -> bool:
        with database.engine.connect() as connection:
            found.update(
                {name: int(count) for name, count in connection.execute(KEPT).mappings().one().items()}
            )
        return found == expected

    try:
        wait_until(is_all, "the database must have every call")
    except TimeoutError:
        pass
    finally:
        database.close()
    return found


def faults(looks: list[Look], totals: Answer, found: dict[str, int], expected: dict[str, int]) -> list[str]:
    warm, last = looks[int(len(looks) * WARM)], looks[-1]
    wrong = [f"{name} {count}" for name, count in Integrity("voice", totals).faults.items()]
    wrong += [
        f"{name} {found[name]}, not {count}" for name, count in expected.items() if found[name] != count
    ]
    for name in ("threads", "files", "sockets"):
        if getattr(last, name) > getattr(warm, name):
            wrong.append(f"{name} grew from {getattr(warm, name)} to {getattr(last, name)}")
    if growth(looks) > MAX_KIB_PER_CALL:
        wrong.append(f"memory grows by {growth(looks):.2f} KiB for each call")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=100)
    options = parser.parse_args()
    looks: list[Look] = []
    totals: Answer = {}
    try:
        with prepared() as bench, product()(bench, 1) as subject:
            print_line("calls   RSS KiB  threads  files  sockets")
            for seen, answer in soak(bench, subject, options.calls, options.at_once):
                looks.append(seen)
                totals = answer
                print_line(
                    f"{seen.calls:5}  {seen.kib:8}  {seen.threads:7}  {seen.files:5}  {seen.sockets:7}"
                )
            expected = expectation(options.calls, totals)
            found = kept(bench, expected)
    except NoCompilerError as error:
        sys.exit(str(error))
    print_line(f"memory, once warm: {growth(looks):+.2f} KiB for each call; kept: {found}")
    wrong = faults(looks, totals, found, expected)
    sys.exit("; ".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
