"""How the clock settles batches: those that never end, a provider that is away, answers that break us, and once only."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from flask import Flask
from rq.timeouts import JobTimeoutException
from sqlalchemy import select, update

from db.actions.batches import assign, members
from db.database import Database
from db.models import Conversation, ConversationAnalysis, LedgerEntry, Organization
from tests.workers.batching import CALLS, codes, context, group, rows, settle
from workers import batch_results, batches, runtime
from workers.batch_results import BATCH_TIMEOUT, settle_all
from workers.batches import BatchContext, send
from workers.llm.batch_api import State, read_line
from workers.model_clients import open_batch_context
from workers.settings import WorkerSettings
from workers.upkeep import fail_lost_analyses, settle_batches

__all__ = ["context", "group"]


def test_batches_that_nobody_knows_or_that_never_end_are_given_up(
    context: BatchContext, group: str, database: Database
) -> None:
    with database.transaction() as session:
        first, *rest = members(session, group)
        assign(session, analysis_ids=[first], job_id="batch:gone")
    assert settle(context) == 1
    assert [cost.certainty for cost in costs(database)].count("unknown") == 1, "it may have been answered"

    assert settle(context, later=BATCH_TIMEOUT * 2) == len(rest)
    assert codes(database) == ["batch_expired"] * len(rest) + ["batch_failed"]
    assert [cost.amount for cost in costs(database)].count(Decimal(0)) == len(rest), "they were never sent"


def test_a_batch_that_nobody_could_read_to_its_end_may_have_been_billed(
    context: BatchContext, group: str, database: Database
) -> None:
    list(send(context, group))

    assert settle(context, later=BATCH_TIMEOUT * 2, ticks=1) == CALLS
    assert {cost.certainty for cost in costs(database)} == {"unknown"}
    assert all(Decimal(cost.details["at_most"]) > 0 for cost in costs(database)), (
        "which counts in the budgets"
    )


def test_lines_of_others_and_lines_twice_change_nothing(
    context: BatchContext, group: str, database: Database, model_app: Flask
) -> None:
    """What a confused provider puts into the file: each analysis gets its own first line, once."""
    list(send(context, group))
    assert settle(context, ticks=2) == 0
    files = model_app.extensions["simulated_model"].batch_store.files
    before = {*files}

    def confuse(path: str, moment: str) -> None:
        if moment == "before" and path.endswith("/content"):
            (made,) = [name for name in {*files} - before if b'"response"' in files[name]]
            lines = files[made].splitlines(keepends=True)
            strangers = [line.replace(b'"custom_id": "', b'"custom_id": "x') for line in lines]
            nobodys = [
                json.dumps({**json.loads(line), "custom_id": str(uuid4())}).encode() + b"\n" for line in lines
            ]
            files[made] = b"".join([*strangers, *nobodys, *lines, *lines[::-1]])

    model_app.extensions["gate"] = confuse
    try:
        assert settle(context) == CALLS
    finally:
        model_app.extensions["gate"] = None

    assert codes(database) == ["completed"] * CALLS
    assert [len((row.usage or {})["requests"]) for row in rows(database)] == [1] * CALLS


def costs(database: Database) -> list[LedgerEntry]:
    with database.reading() as session:
        found = list(session.scalars(select(LedgerEntry)))
        session.expunge_all()
        return found


def test_a_provider_that_is_away_is_asked_again(
    context: BatchContext, group: str, worker_settings: WorkerSettings
) -> None:
    list(send(context, group))
    with open_batch_context(context.database, worker_settings) as away:
        assert settle(away) == 0

    assert settle(context) == CALLS


def test_the_clock_settles_batches_and_does_not_take_them_for_lost(
    context: BatchContext, group: str, database: Database, worker_environment: dict[str, str]
) -> None:
    runtime.configure(worker_environment)
    list(send(context, group))
    with database.transaction() as session:
        session.execute(
            update(ConversationAnalysis).values(created_at=datetime.now(UTC) - timedelta(hours=1))
        )

    assert fail_lost_analyses() == 0
    assert [settle_batches() for _ in range(4)] == [0, 0, CALLS, 0]


def test_what_does_not_fit_into_a_tick_is_read_by_the_next(
    context: BatchContext, group: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(send(context, group))
    assert settle(context, ticks=2) == 0
    monkeypatch.setattr(batch_results, "SLICE_SECONDS", 0.0)

    assert [settle(context, ticks=1) for _tick in range(CALLS + 1)] == [1] * CALLS + [0]
    assert codes(database) == ["completed"] * CALLS


def test_a_tick_that_is_out_of_time_fails_no_answer(
    context: BatchContext, group: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(send(context, group))
    assert settle(context, ticks=2) == 0
    with monkeypatch.context() as patch:
        patch.setattr(batch_results, "verified", out_of_time)
        with pytest.raises(JobTimeoutException):
            settle(context, ticks=1)
    assert codes(database) == ["running"] * CALLS

    assert settle(context, ticks=1) == CALLS
    assert codes(database) == ["completed"] * CALLS


def out_of_time(*_args: object) -> NoReturn:
    """As RQ's alarm raises it, wherever the job is."""
    raise JobTimeoutException


def test_only_one_process_sends_or_settles(
    context: BatchContext, group: str, worker_environment: dict[str, str]
) -> None:
    with batches.alone(context.jobs.redis) as first, batches.alone(context.jobs.redis) as second:
        assert (first, second) == (True, False)
        assert settle_batches() == 0


@pytest.mark.parametrize(
    "written",
    [
        pytest.param({"settings": ["mask_pii"]}, id="settings that are a list"),
        pytest.param({"sector": "bakery"}, id="a template that was taken away"),
    ],
)
def test_a_call_that_breaks_us_does_not_keep_back_the_others(
    context: BatchContext, group: str, database: Database, written: dict[str, Any]
) -> None:
    """Its organization was changed by hand while the model read."""
    list(send(context, group))
    with database.transaction() as session:
        kept: dict[str, Any] = {
            "slug": "nord",
            "name": "Nord",
            "sector": "workshop",
            "timezone": "Europe/Madrid",
        }
        other = Organization(**{**kept, "language": "es", **written})
        session.add(other)
        session.flush()
        first = session.scalars(select(ConversationAnalysis.conversation_id)).first()
        session.execute(update(Conversation).where(Conversation.id == first).values(organization_id=other.id))

    assert settle(context) == CALLS
    assert codes(database) == ["completed"] * (CALLS - 1) + ["unexpected"]


STATE = State("completed", "/v1/responses", (), 0)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("no json", id="no JSON"),
        pytest.param("[]", id="no object"),
        pytest.param("{}", id="no id"),
        pytest.param('{"custom_id": "x", "response": "yes"}', id="another shape"),
    ],
)
def test_a_line_that_cannot_be_read_is_left_out(text: str) -> None:
    assert read_line(text, STATE) is None


def test_an_analysis_is_not_settled_twice(context: BatchContext, group: str, database: Database) -> None:
    (sent,) = send(context, group)
    settle(context)
    before = [row.finished_at for row in rows(database)]

    assert settle_all(context, {f"batch:{sent.detail}": datetime.now(UTC)}, datetime.now(UTC)) == 0
    assert [row.finished_at for row in rows(database)] == before
