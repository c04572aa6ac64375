"""A process that is killed outright in the middle of a batch: the next one goes on, and nothing is asked or paid twice."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from db.actions.batches import members, new_group
from db.database import Database
from db.models import ConversationAnalysis, LedgerEntry
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually
from tests.workers.conftest import MakeCall
from workers import batches, runtime
from workers.queue import JobQueue
from workers.settings import WorkerSettings
from workers.starting import begin
from workers.upkeep import settle_batches

CALLS = 3
CLOCK = "import os; from workers import runtime, upkeep; runtime.configure(dict(os.environ)); upkeep.settle_batches()"


@dataclass
class Gate:
    """Holds the simulated model at one of its doors, before the request is served or after, until it is opened."""

    path: str
    moment: str
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self, path: str, moment: str) -> None:
        if path.endswith(self.path) and moment == self.moment and not self.opened.is_set():
            self.reached.set()
            self.opened.wait(TEST_TIMEOUT_SECONDS)


@pytest.fixture
def gate(model_app: Flask, request: pytest.FixtureRequest) -> Iterator[Gate]:
    found = Gate(*request.param)
    model_app.extensions["gate"] = found
    yield found
    found.opened.set()
    model_app.extensions["gate"] = None


def ticks(database: Database) -> None:
    """The clock, later: a group that nobody sent is old enough by now."""
    for _ in range(6):
        make_old(database)
        settle_batches()


@pytest.mark.parametrize(
    "gate",
    [
        pytest.param(("/v1/files", "before"), id="while it sends the questions"),
        pytest.param(("/v1/files", "after"), id="before it hears that the questions arrived"),
        pytest.param(("/v1/batches", "before"), id="before it has the batch begun"),
        pytest.param(("/v1/batches", "after"), id="before it hears that the batch was taken"),
        pytest.param(("/content", "after"), id="before it has the answers"),
        pytest.param(("/content", "before"), id="while it fetches the answers"),
    ],
    indirect=True,
)
def test_the_next_process_goes_on(
    database: Database,
    make_call: MakeCall,
    simulated: WorkerSettings,
    worker_environment: dict[str, str],
    jobs: JobQueue,
    gate: Gate,
    heard: list[str],
    model_app: Flask,
) -> None:
    files = model_app.extensions["simulated_model"].batch_store.files
    others = {*files}
    runtime.configure(worker_environment)
    group = new_group()
    for number in range(CALLS):
        begin(database, make_call(number=number), simulated, group)
    if gate.path == "/content":
        gate.opened.set()
        make_old(database)
        until_it_is_answered()
        gate.opened.clear()
    make_old(database)

    while not gate.reached.is_set():
        process = subprocess.Popen([sys.executable, "-c", CLOCK], env=worker_environment)
        while process.poll() is None and not gate.reached.wait(0.05):
            pass
    kill(process, jobs)
    gate.opened.set()
    ticks(database)

    assert_each_was_paid_once(database)
    asked = [body for body in heard if "completion_window" in body]
    assert len(asked) == 1
    assert {*files} == others  # the provider keeps nobody's words, whoever died


def test_the_next_process_reads_what_a_killed_one_had_left(
    database: Database,
    make_call: MakeCall,
    simulated: WorkerSettings,
    worker_environment: dict[str, str],
    jobs: JobQueue,
    heard: list[str],
) -> None:
    """The process has kept some answers and waits for the row of another one when it is killed."""
    runtime.configure(worker_environment)
    group = new_group()
    for number in range(CALLS):
        begin(database, make_call(number=number), simulated, group)
    make_old(database)
    with database.reading() as session:
        second = members(session, group)[1]  # the middle of three, in whichever direction they come back
    until_it_is_answered()
    process = None
    with database.transaction() as session:
        session.execute(
            select(ConversationAnalysis).where(ConversationAnalysis.id == second).with_for_update()
        )
        process = subprocess.Popen([sys.executable, "-c", CLOCK], env=worker_environment)
        eventually(lambda: kept(database) == 1)
        kill(process, jobs)
    ticks(database)

    assert_each_was_paid_once(database)
    assert len([body for body in heard if "completion_window" in body]) == 1


def kept(database: Database) -> int:
    with database.reading() as session:
        return len(list(session.scalars(select(ConversationAnalysis).filter_by(status="completed"))))


def until_it_is_answered() -> None:
    """Sent, validated and finalized: the next look fetches the answers."""
    for _ in range(3):
        settle_batches()


def make_old(database: Database) -> None:
    with database.transaction() as session:
        session.execute(
            update(ConversationAnalysis).values(created_at=datetime.now(UTC) - timedelta(hours=1))
        )


def kill(process: subprocess.Popen[bytes], jobs: JobQueue) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(TEST_TIMEOUT_SECONDS)
    jobs.redis.delete(batches.LOCK)  # the place of the dead process is free after two and a half minutes


def assert_each_was_paid_once(database: Database) -> None:
    with database.reading() as session:
        rows = list(session.scalars(select(ConversationAnalysis)))
        costs = list(session.scalars(select(LedgerEntry)))
        assert {row.status for row in rows} == {"completed"}
        assert [len((row.usage or {})["requests"]) for row in rows] == [1] * CALLS
        assert [cost.certainty for cost in costs] == ["known"] * CALLS
