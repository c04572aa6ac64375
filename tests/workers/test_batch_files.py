"""What is uploaded for a batch, and what comes back, is gone from the provider when its answers are kept."""

from datetime import UTC, datetime

import pytest
from flask import Flask, abort
from sqlalchemy import select

from db.actions.batches import new_group, open_batches
from db.database import Database
from db.models import ConversationAnalysis
from tests.workers.conftest import MakeCall
from workers.batch_results import settle_all
from workers.batches import BatchContext, send
from workers.model_clients import open_batch_context
from workers.settings import WorkerSettings
from workers.starting import begin


def settle(context: BatchContext) -> int:
    """As often as the clock must look until a batch is over."""
    ended = 0
    for _ in range(4):
        with context.database.reading() as session:
            waiting = open_batches(session)
        ended += settle_all(context, waiting, datetime.now(UTC))
    return ended


def test_nothing_stays_with_the_provider(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, model_app: Flask
) -> None:
    files = model_app.extensions["simulated_model"].batch_store.files
    others = {*files}  # of batches that other tests left half done
    group = new_group()
    begin(database, make_call(), simulated, group)
    with open_batch_context(database, simulated) as context:
        list(send(context, group))
        assert len({*files} - others) == 1

        assert settle(context) == 1

    assert {*files} == others


@pytest.mark.parametrize("status", [400, 500])
def test_nothing_stays_with_a_provider_that_refuses_the_batch(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, model_app: Flask, status: int
) -> None:
    files = model_app.extensions["simulated_model"].batch_store.files
    others = {*files}

    def refuse(path: str, moment: str) -> None:
        if path.endswith("/batches") and moment == "before":
            abort(status)

    group = new_group()
    begin(database, make_call(), simulated, group)
    model_app.extensions["gate"] = refuse
    with open_batch_context(database, simulated) as context:
        [sent] = send(context, group)
    model_app.extensions["gate"] = None

    assert sent.became == ("failed" if status == 400 else "kept")
    assert {*files} == others


def test_only_a_line_feed_ends_an_answer(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    """JSON may have every other character that ends a line of text, such as U+2028, in what was said."""
    group = new_group()
    begin(database, make_call((("user", "Quería\u2028cambiar\x85el\u2029aceite."),)), simulated, group)
    with open_batch_context(database, simulated) as context:
        list(send(context, group))
        settle(context)

    with database.reading() as session:
        analysis = session.scalars(select(ConversationAnalysis)).one()
        assert (analysis.status, analysis.error) == ("completed", None)


def test_files_that_are_gone_already_are_no_trouble(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, model_app: Flask
) -> None:
    files = model_app.extensions["simulated_model"].batch_store.files
    group = new_group()
    begin(database, make_call(), simulated, group)
    with open_batch_context(database, simulated) as context:
        list(send(context, group))
        files.clear()

        assert settle(context) == 1

    assert files == {}
