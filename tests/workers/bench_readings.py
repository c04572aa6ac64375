"""How many stored calls a second one worker reads by the rules: each in a job of its own, and several in a job; in turns.

Run ``python -m tests.workers.bench_readings``; it starts a PostgreSQL and a Redis of its own and stores labelled calls of all authors.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from db.actions.calls import NewCall, end_call, open_call
from db.actions.turns import NewTurn, save_turns
from db.database import Database
from db.embedded import postgres, redis_server
from db.models import Conversation
from db.queries.analyses import moment_of_readings
from db.settings import DbSettings, parse_database_url
from tests.conftest import migrate
from workers import runtime
from workers.collector import keep_what_is_loaded
from workers.jobs import analyse_programmatically, read_many
from workers.queue import BATCH, JobQueue
from workers.rehearsal import rehearse_jobs
from workers.warm_up import warm_up
from workers.worker import ForkingWorker

Enqueue = Callable[[JobQueue, list[UUID], datetime], Any]


def one_by_one(jobs: JobQueue, calls: list[UUID], _moment: datetime) -> None:
    for call in calls:
        jobs.enqueue_programmatic_analysis(call, BATCH)


def together(jobs: JobQueue, calls: list[UUID], moment: datetime) -> None:
    jobs.enqueue_readings(calls, moment)


WAYS: dict[str, Enqueue] = {"one by one": one_by_one, "together": together}


def store(database: Database, count: int) -> None:
    from tests.workers.analysis.calls import by_author  # with what trains models

    labelled = (call for calls in by_author().values() for call in calls)
    for number, call in enumerate(islice(labelled, count)):
        store_one(database, number, call)


def store_one(database: Database, number: int, call: dict[str, Any]) -> None:
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


@dataclass(frozen=True, slots=True)
class Work:
    """Of one worker and its jobs, until the queue was empty; `processor_seconds` are the program's and the system's."""

    seconds: float
    processor_seconds: float

    def per_call(self, calls: int) -> str:
        return f"{calls / self.seconds:.1f} calls a second, {self.processor_seconds / calls * 1000:.1f} ms of the processor a call"


def apart(task: Callable[[], None]) -> Work:
    """In a process of its own: storing calls leaves nothing behind that a worker would fork with each job."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = multiprocessing.get_context("fork").Process(target=task)
    process.start()
    process.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Work(time.monotonic() - began, spent)


def work_off(jobs: JobQueue) -> None:
    keep_what_is_loaded()
    ForkingWorker([BATCH], connection=jobs.redis).work(burst=True, logging_level="ERROR")


def quick(database: Database) -> None:
    """A disk that others use as well would be measured instead."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


def stored_calls(database: Database) -> list[UUID]:
    with database.reading() as session:
        return list(session.scalars(select(Conversation.id).order_by(Conversation.id)))


def tell_of_forks(calls: list[UUID]) -> None:
    """Processor time of jobs by themselves, without a queue: three forks each."""
    ids, future = [str(call) for call in calls], "9999-01-01T00:00:00+00:00"
    jobs: dict[str, Callable[[], None]] = {
        "does nothing": lambda: None,
        "reads a call": partial(analyse_programmatically, ids[0]),
        "reads 10 calls": partial(read_many, future, *ids[:10]),
        "reads 25 calls": partial(read_many, future, *ids[:25]),
    }
    for name, job in jobs.items():
        spent = ", ".join(f"{apart(job).processor_seconds * 1000:.0f}" for _ in range(3))
        sys.stdout.write(f"a fork that {name}: {spent} ms of the processor\n")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cold", action="store_true", help="jobs have not been rehearsed before the fork")
    wanted = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autobox-", dir="/tmp")))
        folder.chmod(0o755)
        url, redis_url = stack.enter_context(postgres(folder)), stack.enter_context(redis_server(folder))
        database = Database(DbSettings(parse_database_url(url), redis_url, folder))
        stack.callback(database.close)
        quick(database)
        migrate(database)
        database.engine.dispose()
        apart(partial(store, database, wanted.calls))
        runtime.configure({"DATABASE_URL": url, "REDIS_URL": redis_url, "DATA_DIR": str(folder)})
        jobs = JobQueue(redis_url)
        stack.callback(jobs.close)
        warm_up()
        if not wanted.cold:
            rehearse_jobs()
        calls = stored_calls(database)
        database.engine.dispose()
        tell_of_forks(calls)
        for _ in range(wanted.rounds):
            for name, enqueue in WAYS.items():
                with database.reading() as session:
                    moment = moment_of_readings(session)
                enqueue(jobs, calls, moment)
                work = apart(partial(work_off, jobs))
                sys.stdout.write(f"{name}: {work.per_call(len(calls))}, load {os.getloadavg()[0]:.0f}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
