"""Calls that are longer than the model reads at once: asked about part by part, paid as a whole."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from db.database import Database
from db.models import LedgerEntry
from tests.workers.conftest import LONG, MakeCall
from tests.workers.test_ai import result, run, stored
from workers.errors import BudgetExceededError
from workers.settings import WorkerSettings
from workers.starting import begin


def test_a_call_longer_than_the_model_reads_is_read_in_parts(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    run(database, replace(simulated, context_tokens=12_000), make_call(LONG))

    analysis, line = stored(database)
    results, requests = result(database), (analysis.usage or {})["requests"]
    assert results["parts"] == len(requests) == len(heard) > 1
    cited = {citation["turn"] for one in results["sentences"] for citation in one["citations"]}
    assert min(cited) <= 6, "the first part is there"
    assert max(cited) == len(LONG) - 1, "and the last, whose turns are numbered as those of the call"
    assert line.amount is not None
    assert Decimal(0) < line.amount < Decimal(line.details.get("reserved", "1"))
    assert Decimal(results["cost"]["amount"]) == line.amount
    assert [one["criterion"] for one in results["criteria"]].count("greeting") == 1


def test_the_budget_must_hold_all_parts(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    in_parts = replace(simulated, context_tokens=12_000)
    whole = reserved(database, simulated, make_call(LONG, number=1))
    assert reserved(database, in_parts, make_call(LONG, number=2)) > whole
    with pytest.raises(BudgetExceededError):
        reserved(database, replace(in_parts, daily_budget_eur=2 * whole), make_call(LONG, number=3))


def reserved(database: Database, settings: WorkerSettings, call: UUID) -> Decimal:
    """What is kept of the budget for an analysis of the call alone."""
    with database.transaction() as session:
        session.execute(delete(LedgerEntry))
    begin(database, call, settings)
    with database.reading() as session:
        return session.scalars(select(LedgerEntry.amount)).one() or Decimal(0)
