"""Analyses by the batch API of the simulated model: sent together, read one by one, at half the price."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn

import pytest
from flask import Flask
from rq.timeouts import JobTimeoutException
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from db.actions.batches import assign, members, new_group, open_batches
from db.database import Database
from db.models import Conversation, ConversationAnalysis, LedgerEntry, Organization, Turn
from tests.gate import Gate, gate
from tests.workers.conftest import MakeCall
from workers import batch_results, batches, runtime
from workers.batch_results import BATCH_TIMEOUT, GROUP_TIMEOUT, settle_all
from workers.batches import BatchContext, Sent, send
from workers.llm.batch_api import State, read_line
from workers.model_clients import open_batch_context
from workers.settings import WorkerSettings
from workers.starting import begin
from workers.upkeep import fail_lost_analyses, settle_batches

__all__ = ["gate"]
CALLS = 4
ROUNDING = Decimal("0.00001")


@pytest.fixture
def context(database: Database, simulated: WorkerSettings) -> Iterator[BatchContext]:
    with open_batch_context(database, simulated) as opened:
        yield opened


@pytest.fixture
def group(database: Database, make_call: MakeCall, simulated: WorkerSettings) -> str:
    name = new_group()
    for number in range(CALLS):
        begin(database, make_call(number=number), simulated, name)
    return name


def scripted(context: BatchContext, script: str) -> Iterator[BatchContext]:
    settings = replace(context.settings, openai_model=f"gpt-5.4-mini+{script}")
    with open_batch_context(context.database, settings) as opened:
        yield opened


@contextmanager
def losing_its_database(
    context: BatchContext, gate: Gate, model_app: Flask, door: str
) -> Iterator[BatchContext]:
    """The context of a process that is cut off from the database when the model has answered at that door."""

    def lose(path: str, moment: str) -> None:
        if path.endswith(door) and moment == "after":
            gate.shut()

    gate.is_open, model_app.extensions["gate"] = True, lose
    behind_gate = gate.database(context.database.settings)
    with open_batch_context(behind_gate, context.settings) as lost, pytest.raises(OperationalError):
        yield lost
    model_app.extensions["gate"] = None
    behind_gate.close()


def rows(database: Database) -> list[ConversationAnalysis]:
    with database.reading() as session:
        found = list(session.scalars(select(ConversationAnalysis).order_by(ConversationAnalysis.created_at)))
        session.expunge_all()
        return found


def amounts(database: Database) -> list[Decimal | None]:
    with database.reading() as session:
        return list(session.scalars(select(LedgerEntry.amount)))


def total(database: Database) -> Decimal:
    return sum((amount or Decimal(0) for amount in amounts(database)), Decimal(0))


def codes(database: Database) -> list[str]:
    return sorted(row.error["code"] if row.error else row.status for row in rows(database))


def settle(context: BatchContext, later: timedelta = timedelta(0), ticks: int = 4) -> int:
    """As often as the clock must look until a batch is over."""
    ended = 0
    for _ in range(ticks):
        with context.database.reading() as session:
            waiting = open_batches(session)
        ended += settle_all(context, waiting, datetime.now(UTC) + later)
    return ended


def test_answers_are_kept_as_those_of_single_analyses(
    context: BatchContext, group: str, database: Database
) -> None:
    (sent,) = send(context, group)
    assert (sent.became, sent.count) == ("sent", CALLS)
    assert {(row.status, row.job_id) for row in rows(database)} == {("running", f"batch:{sent.detail}")}

    assert settle(context) == CALLS

    results = rows(database)[0].results
    assert codes(database) == ["completed"] * CALLS
    assert results is not None
    assert results["intent"]["value"] == "book_appointment"
    assert results["api"] == "responses_batch"
    assert results["cost"]["certainty"] == "known"


def test_it_costs_half(
    context: BatchContext, group: str, database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    begin(database, make_call(number=9), simulated)
    reserved = sorted(amount or Decimal(0) for amount in amounts(database))
    assert reserved[0] == pytest.approx(reserved[-1] / 2, abs=Decimal("0.000001"))
    list(send(context, group))
    settle(context)

    usages = [row.usage["requests"][0]["usage"] for row in rows(database) if row.usage]
    full = min(
        one["input_tokens"] * Decimal("0.75") + one["output_tokens"] * Decimal("4.5") for one in usages
    )
    half = full / 1_000_000 * Decimal("0.92") / 2
    assert min(amounts(database)) == pytest.approx(half, abs=Decimal("0.000002"))  # type: ignore[type-var]


def test_a_batch_that_was_sent_is_not_sent_again_by_who_does_not_know(
    context: BatchContext, group: str, database: Database, gate: Gate, model_app: Flask
) -> None:
    with losing_its_database(context, gate, model_app, "/v1/batches") as lost:
        list(send(lost, group))
    found = context.api.find(group)

    assert settle(context, later=GROUP_TIMEOUT * 2) == CALLS

    assert found is not None
    assert context.api.find(group) == found
    assert {row.job_id for row in rows(database)} == {f"batch:{found}"}


def test_a_tick_that_could_keep_nothing_pays_no_line_twice(
    context: BatchContext, group: str, database: Database, gate: Gate, model_app: Flask
) -> None:
    list(send(context, group))
    waiting = {str(rows(database)[0].job_id): datetime.now(UTC)}
    with losing_its_database(context, gate, model_app, "/content") as lost:
        for _ in range(4):
            settle_all(lost, waiting, datetime.now(UTC))

    assert settle(context) == CALLS

    assert codes(database) == ["completed"] * CALLS
    assert {len((row.usage or {})["requests"]) for row in rows(database)} == {1}


def test_an_expired_batch_delivers_what_was_done(
    context: BatchContext, group: str, database: Database
) -> None:
    for expiring in scripted(context, "batch-expires"):
        list(send(expiring, group))
        settle(expiring)

    assert codes(database) == ["batch_expired"] * 2 + ["completed"] * 2
    assert sorted(amount == 0 for amount in amounts(database)) == [False, False, True, True]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        pytest.param("batch-fails", "batch_failed", id="the batch is turned down"),
        pytest.param("quota", "insufficient_quota", id="each line is refused"),
        pytest.param("rate-limit", "rate_limited", id="too many requests"),
        pytest.param("server-error", "server_error", id="the provider fails at each line"),
        pytest.param("truncated", "truncated", id="answers are cut off"),
        pytest.param("wrong-shape", "bad_answer", id="answers have another shape"),
        pytest.param("upload-forbidden", "authentication", id="the file is refused for good"),
    ],
)
def test_what_fails_says_why(
    context: BatchContext, group: str, database: Database, script: str, code: str
) -> None:
    for failing in scripted(context, script):
        list(send(failing, group))
        settle(failing)

    assert codes(database) == [code] * CALLS


def test_what_cannot_be_sent_now_is_kept_and_sent_later(
    context: BatchContext, group: str, database: Database
) -> None:
    for busy in scripted(context, "upload-overloaded"):
        assert list(send(busy, group)) == [Sent("kept", CALLS, "server_error")]
    assert settle(context) == 0

    assert settle(context, later=GROUP_TIMEOUT * 2) == CALLS


def test_a_server_without_batches_gets_single_questions(
    context: BatchContext, group: str, database: Database
) -> None:
    for plain in scripted(context, "no-batches"):
        assert list(send(plain, group)) == [Sent("single", CALLS)]

    assert all(context.jobs.is_alive(str(row.id)) for row in rows(database))
    assert {row.job_id for row in rows(database)} == {str(row.id) for row in rows(database)}


@pytest.mark.parametrize(
    ("room", "said"),
    [
        pytest.param(2, [Sent("single", CALLS)], id="room for all"),
        pytest.param(
            1,
            [Sent("single", CALLS // 2), Sent("failed", CALLS // 2, "budget_exceeded")],
            id="just room for the batch",
        ),
    ],
)
def test_single_questions_hold_their_full_price_and_what_has_no_room_fails_at_once(
    context: BatchContext, database: Database, make_call: MakeCall, room: int, said: list[Sent]
) -> None:
    group = new_group()
    for plain in scripted(context, "no-batches"):
        for number in range(CALLS):
            begin(database, make_call(number=number), plain.settings, group)
        held = total(database)
        tight = replace(plain, settings=replace(plain.settings, daily_budget_eur=held * room + ROUNDING))

        assert list(send(tight, group)) == said
    assert total(database) == pytest.approx(held * room, abs=ROUNDING)
    assert codes(database) == ["budget_exceeded"] * (CALLS - said[0].count) + ["queued"] * said[0].count


def test_a_server_without_responses_gets_chat_completions(
    context: BatchContext, group: str, database: Database
) -> None:
    context.api.model.dialects.remember_chat_only(context.api.model.base_url)
    list(send(context, group))
    settle(context)

    assert {(row.results or {}).get("api") for row in rows(database)} == {"chat_completions_batch"}


def test_an_answer_to_another_question_is_not_kept(
    context: BatchContext, group: str, database: Database
) -> None:
    list(send(context, group))
    with database.transaction() as session:
        session.execute(update(Turn).where(Turn.position == 2).values(text="Quiero anular mi cita."))

    settle(context)

    assert codes(database) == ["outdated"] * CALLS
    assert all(amounts(database))


def test_more_than_one_file_takes_becomes_more_batches(
    context: BatchContext, group: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MAX_FILE_BYTES", 30_000)
    counts = [sent.count for sent in send(context, group)]

    assert len(counts) > 1
    assert sum(counts) == CALLS
    assert settle(context) == CALLS


def test_a_call_that_lost_its_words_is_left_out(
    context: BatchContext, group: str, database: Database
) -> None:
    with database.transaction() as session:
        session.execute(update(Turn).values(text=""))

    assert list(send(context, group)) == []
    assert codes(database) == ["nothing_to_analyse"] * CALLS


def test_batches_that_nobody_knows_or_that_never_end_are_given_up(
    context: BatchContext, group: str, database: Database
) -> None:
    with database.transaction() as session:
        first, *rest = members(session, group)
        assign(session, analysis_ids=[first], job_id="batch:gone")
    assert settle(context) == 1

    assert settle(context, later=BATCH_TIMEOUT * 2) == len(rest)
    assert codes(database) == ["batch_expired"] * len(rest) + ["batch_failed"]


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
