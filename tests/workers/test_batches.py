"""Analyses by the batch API of the simulated model: sent together, read one by one, at half the price."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from db.actions.batches import new_group
from db.database import Database
from db.models import LedgerEntry, Turn
from tests.gate import Gate, gate
from tests.workers.batching import CALLS, amounts, codes, context, group, rows, scripted, settle, total
from tests.workers.conftest import LONG, SAID, MakeCall
from tests.workers.test_ai import run
from workers import batches
from workers.batch_results import GROUP_TIMEOUT, settle_all
from workers.batches import BatchContext, Sent, send
from workers.model_clients import open_batch_context
from workers.settings import WorkerSettings
from workers.starting import begin

__all__ = ["context", "gate", "group"]
ROUNDING = Decimal("0.00001")


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


@pytest.fixture
def in_parts(database: Database, simulated: WorkerSettings) -> Iterator[BatchContext]:
    """A model that reads less at once than a long call has."""
    with open_batch_context(database, replace(simulated, context_tokens=12_000)) as opened:
        yield opened


def test_parts_that_a_batch_has_answered_are_not_asked_again(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    """It expired with half of them, and so did the next one."""
    settings = replace(simulated, context_tokens=12_000, openai_model="gpt-5.4-mini+batch-expires")
    call, asked = make_call(LONG), []
    with open_batch_context(database, settings) as context:
        for _batch in range(2):
            group = new_group()
            begin(database, call, settings, group)
            heard.clear()
            list(send(context, group))
            asked.append(max(body.count('"custom_id"') for body in heard))
            settle(context)
    assert codes(database) == ["batch_expired"] * 2
    assert asked[1] == asked[0] - asked[0] // 2

    heard.clear()
    run(database, settings, call)
    assert len(heard) == asked[1] - asked[1] // 2
    assert codes(database) == ["batch_expired"] * 2 + ["completed"]


def test_the_parts_of_a_long_call_go_in_one_batch_and_become_one_result(
    in_parts: BatchContext, database: Database, make_call: MakeCall
) -> None:
    group = new_group()
    for number, said in enumerate((LONG, SAID)):
        begin(database, make_call(said, number=number), in_parts.settings, group)
    reserved = total(database)

    assert [one.count for one in send(in_parts, group)] == [2]
    assert settle(in_parts) == 2

    assert codes(database) == ["completed"] * 2
    parts = [(len((row.usage or {})["requests"]), (row.results or {})["parts"]) for row in rows(database)]
    assert all(asked == told for asked, told in parts)
    assert sorted(told > 1 for _, told in parts) == [False, True]
    assert Decimal(0) < total(database) < reserved


def test_a_long_call_of_which_a_part_was_not_answered_fails_and_its_answers_are_paid(
    in_parts: BatchContext, database: Database, make_call: MakeCall
) -> None:
    for expiring in scripted(in_parts, "batch-expires"):
        group = new_group()
        begin(database, make_call(LONG), expiring.settings, group)
        list(send(expiring, group))
        assert settle(expiring) == 1

    assert codes(database) == ["batch_expired"]
    (row,) = rows(database)
    assert (row.usage or {})["requests"]
    assert total(database) > 0


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


def test_an_answer_without_its_usage_counts_in_the_budget_with_half_the_highest_price(
    context: BatchContext, database: Database, make_call: MakeCall
) -> None:
    for silent in scripted(context, "no-usage"):
        group = new_group()
        begin(database, make_call(), silent.settings, group)
        (reserved,) = amounts(database)
        list(send(silent, group))
        settle(silent)

    with database.reading() as session:
        (held,) = session.execute(select(LedgerEntry.certainty, LedgerEntry.details["at_most"].astext))
    assert held == ("unknown", str(reserved))


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
