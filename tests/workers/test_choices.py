"""Analyses with a prompt and a model that somebody chose: made, kept beside the others, and priced."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from db.actions.batches import new_group
from db.database import Database
from db.models import ConversationAnalysis
from db.queries.analysis_versions import ai_versions
from db.queries.comparing import compare, counts
from tests.workers.conftest import MakeCall
from tests.workers.test_ai import run
from workers.batches import send
from workers.choices import offers_for
from workers.model_clients import open_batch_context
from workers.prompts import load_prompt, prompt_names
from workers.queue import Choice, JobQueue, UnknownChoiceError, start_ai_analysis
from workers.settings import WorkerSettings
from workers.starting import begin

BRIEF = Choice("brief", "gpt-5.4-nano")


@pytest.fixture
def several(simulated: WorkerSettings) -> WorkerSettings:
    return replace(simulated, other_models=("gpt-5.4", "gpt-5.4-mini", "gpt-5.4-nano"))


def start(database: Database, settings: WorkerSettings, call: UUID, choice: Choice) -> UUID:
    jobs = JobQueue(settings.redis_url)
    return start_ai_analysis(database, jobs, call, settings=settings, choice=choice)


def test_two_analyses_of_a_call_stay_beside_each_other(
    database: Database, make_call: MakeCall, several: WorkerSettings
) -> None:
    call = make_call()
    run(database, several, call)
    run(database, several, call, analysis_id=start(database, several, call, BRIEF))

    with database.reading() as session:
        newest, first = ai_versions(session, call)
    assert (newest.prompt, newest.model) == ("brief", "gpt-5.4-nano")
    assert newest.version == load_prompt("workshop", "brief").version
    assert (first.prompt, first.model) == ("call_analysis", "gpt-5.4-mini")
    assert (newest.amount or Decimal(1)) < (first.amount or Decimal(0))
    told = counts(compare(first.results, newest.results))
    assert told["same"] > 0
    assert told["dropped"] > 0
    assert (newest.latency_ms, newest.tokens, newest.dropped) != (None, None, None)


def test_an_analysis_that_is_tried_again_keeps_its_choice(
    database: Database, make_call: MakeCall, several: WorkerSettings
) -> None:
    settings = replace(several, other_models=("gpt-5.4-nano+server-error-once",))
    call = make_call()
    analysis_id = start(database, settings, call, Choice("brief", "gpt-5.4-nano+server-error-once"))
    with pytest.raises(Exception, match="server_error"):
        run(database, settings, call, is_last=False, analysis_id=analysis_id)
    run(database, settings, call, analysis_id=analysis_id)

    with database.reading() as session:
        [only] = ai_versions(session, call)
    assert (only.status, only.prompt) == ("completed", "brief")
    assert (only.model or "").startswith("gpt-5.4-nano")


def test_a_choice_goes_into_a_batch(
    database: Database, make_call: MakeCall, several: WorkerSettings, heard: list[str]
) -> None:
    group = new_group()
    begin(database, make_call(), several, group, BRIEF)
    with open_batch_context(database, several) as context:
        list(send(context, group))

    uploaded = next(body for body in heard if "custom_id" in body)
    assert '"model": "gpt-5.4-nano"' in uploaded
    assert "exactly one sentence" in uploaded


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param(Choice(prompt="../../secrets"), id="a path"),
        pytest.param(Choice(prompt="long"), id="no such prompt"),
        pytest.param(Choice(model="gpt-2"), id="no such model"),
    ],
)
def test_what_is_not_offered_is_refused(
    database: Database, make_call: MakeCall, several: WorkerSettings, choice: Choice
) -> None:
    with pytest.raises(UnknownChoiceError, match="there are"):
        start(database, several, make_call(), choice)

    with database.reading() as session:
        assert session.scalars(select(ConversationAnalysis.id)).all() == []


def test_each_way_has_its_price_and_the_budget_its_rest(
    database: Database, make_call: MakeCall, several: WorkerSettings
) -> None:
    call = make_call()
    run(database, several, call)
    settings = replace(several, monthly_budget_eur=Decimal(50))

    found = offers_for(database, settings, call, datetime.now(UTC))

    assert found is not None
    prices = {(one.prompt, one.model): one.amount for one in found.offers}
    assert next(iter(prices)) == ("call_analysis", "gpt-5.4-mini")
    assert len(prices) == 6
    assert prices["brief", "gpt-5.4-nano"] < prices["call_analysis", "gpt-5.4-nano"]
    assert prices["call_analysis", "gpt-5.4-nano"] < prices["call_analysis", "gpt-5.4"]
    assert [(one.period, one.limit) for one in found.budgets] == [("day", 5), ("month", 50)]
    assert all(0 < one.spent < 1 for one in found.budgets)


def test_an_unknown_call_has_no_offers(database: Database, several: WorkerSettings) -> None:
    assert offers_for(database, several, UUID(int=7), datetime.now(UTC)) is None


def test_the_prompt_that_is_used_by_itself_comes_first() -> None:
    assert prompt_names("workshop") == ("call_analysis", "brief")
