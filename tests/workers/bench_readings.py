"""How many stored calls a second one worker reads by the rules: each in a job of its own, and several in a job; in turns.

Run ``python -m tests.workers.bench_readings``; it starts a PostgreSQL and a Redis of its own and stores labelled calls of all authors.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.actions.calls import NewCall, end_call, open_call
from db.actions.turns import NewTurn, save_turns
from db.database import Database
from db.embedded import postgres, redis_server
from db.settings import DbSettings, parse_database_url
from tests.conftest import migrate
from tests.workers.analysis.calls import by_author
from workers import runtime
from workers.collector import keep_what_is_loaded
from workers.queue import BATCH, JobQueue
from workers.warm_up import warm_up
from workers.worker import ForkingWorker

Enqueue = Callable[[JobQueue, list[UUID], datetime], Any]


def one_by_one(jobs: JobQueue, calls: list[UUID], _moment: datetime) -> None:
    for call in calls:
        jobs.enqueue_programmatic_analysis(call, BATCH)


def together(jobs: JobQueue, calls: list[UUID], moment: datetime) -> None:
    jobs.enqueue_readings(calls, moment)


WAYS: dict[str, Enqueue] = {"one by one": one_by_one, "together": together}


def store(database: Database, count: int) -> list[UUID]:
    labelled = (call for calls in by_author().values() for call in calls)
    return [store_one(database, number, call) for number, call in enumerate(islice(labelled, count))]


def store_one(database: Database, number: int, call: dict[str, Any]) -> UUID:
    began = datetime.now(UTC) - timedelta(hours=2)
    new = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=f"+346{number:08d}",
        called_number="+34971000000",
        started_at=began,
    )
    with database.transaction() as session:
        found = open_call(session, call=new)
        turns = [
            NewTurn(position=place, role="user" if turn["role"] == "user" else "agent", text=turn["message"])
            for place, turn in enumerate(call["transcript"], 1)
        ]
        save_turns(session, turns=[(found, turn) for turn in turns])
        end_call(
            session,
            conversation_id=found,
            ended_at=began + timedelta(minutes=2),
            end_reason="caller_hangup",
        )
    return found


def seconds_of_a_worker(jobs: JobQueue) -> float:
    """Until the queue is empty. The worker is a process of its own, as large as those of `python -m workers`."""
    worker = multiprocessing.get_context("fork").Process(target=work_off, args=(jobs,))
    began = time.monotonic()
    worker.start()
    worker.join()
    return time.monotonic() - began


def work_off(jobs: JobQueue) -> None:
    keep_what_is_loaded()
    ForkingWorker([BATCH], connection=jobs.redis).work(burst=True, logging_level="ERROR")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autobox-", dir="/tmp")))
        folder.chmod(0o755)
        url, redis_url = stack.enter_context(postgres(folder)), stack.enter_context(redis_server(folder))
        database = Database(DbSettings(parse_database_url(url), redis_url, folder))
        migrate(database)
        calls = store(database, wanted.calls)
        runtime.configure({"DATABASE_URL": url, "REDIS_URL": redis_url, "DATA_DIR": str(folder)})
        jobs = JobQueue(redis_url)
        warm_up()
        rates: dict[str, list[float]] = {name: [] for name in WAYS}
        for _ in range(wanted.rounds):
            for name, enqueue in WAYS.items():
                with database.reading() as session:
                    moment = session.scalars(select(func.now())).one()
                enqueue(jobs, calls, moment)
                rates[name].append(len(calls) / seconds_of_a_worker(jobs))
                sys.stdout.write(
                    f"{name}: {rates[name][-1]:.1f} calls a second, load {os.getloadavg()[0]:.0f}\n"
                )
                sys.stdout.flush()
        for name, found in rates.items():
            sys.stdout.write(f"{name}: {median(found):.1f} calls a second, median of {len(found)}\n")
        jobs.close()
        database.close()


if __name__ == "__main__":
    main(sys.argv[1:])
