"""A group of analyses for one batch, what became of it, and what it cost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.actions.batches import new_group, open_batches
from db.database import Database
from db.models import ConversationAnalysis, LedgerEntry
from tests.workers.conftest import MakeCall
from workers.batch_results import settle_all
from workers.batches import BatchContext
from workers.model_clients import open_batch_context
from workers.settings import WorkerSettings
from workers.starting import begin

CALLS = 4


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
