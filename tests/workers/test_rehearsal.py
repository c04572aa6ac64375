"""Jobs are rehearsed before the first fork: no statement is compiled in a job, and nothing of the rehearsal stays."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.engine.interfaces import CacheStats

from db.database import Database, kept_engine
from db.rehearsal import rehearsal
from tests.emptying import TABLES
from tests.workers.conftest import LONG, SAID, MakeCall, Said
from workers import runtime
from workers.jobs import analyse_programmatically, estimate_costs, prepare_whisper
from workers.programmatic import read_by_rules
from workers.rehearsal import UNANSWERED, made_up_call, rehearse_jobs


@pytest.fixture(autouse=True)
def not_rehearsed(worker_environment: dict[str, str]) -> Iterator[None]:
    """Jobs are called in this process, which has compiled nothing for them yet."""
    kept_engine.cache_clear()
    yield
    kept_engine.cache_clear()


@pytest.fixture
def compiled(not_rehearsed: None) -> Iterator[list[str]]:
    """The statements that an engine of this process has compiled."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        if context.compiled is not None and context.cache_hit is not CacheStats.CACHE_HIT:
            found.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    yield found
    event.remove(Engine, "after_cursor_execute", note)


@pytest.mark.parametrize("job", [analyse_programmatically, estimate_costs, prepare_whisper])
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(SAID, id="a call"),
        pytest.param(LONG, id="a long call"),
        pytest.param((), id="without words"),
    ],
)
def test_a_rehearsed_job_compiles_no_statement(
    make_call: MakeCall, compiled: list[str], job: Callable[[str], None], said: Said
) -> None:
    call = make_call(said)
    rehearse_jobs()
    assert compiled
    compiled.clear()

    job(str(call))

    assert compiled == []


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in TABLES}


def test_nothing_of_a_rehearsal_stays(database: Database, make_call: MakeCall) -> None:
    make_call()
    before = rows(database)

    rehearse_jobs()

    assert rows(database) == before


def test_no_connection_is_open_at_the_fork_that_follows(database: Database, make_call: MakeCall) -> None:
    make_call()
    rehearse_jobs()

    with runtime.database() as opened:
        pool: Any = opened.engine.pool
        assert (pool.checkedin(), pool.checkedout()) == (0, 0)


def test_real_calls_wait_for_no_rehearsal(database: Database, make_call: MakeCall) -> None:
    make_call()
    with runtime.database() as opened, rehearsal(opened) as rehearsed:
        read_by_rules(rehearsed, made_up_call(rehearsed, UNANSWERED))
        with database.reading() as session:
            advisory = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            assert session.scalar(advisory) == 0


def test_a_worker_begins_while_the_database_is_away(
    worker_environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    runtime.configure({**worker_environment, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"})

    with caplog.at_level(logging.WARNING):
        rehearse_jobs()

    assert "jobs not rehearsed" in caplog.text
