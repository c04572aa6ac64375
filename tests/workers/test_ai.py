"""An AI analysis against the simulated model: its result, its failures, and what is kept of both."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import redis
from sqlalchemy import delete, select, update

from db.database import Database
from db.models import Conversation, ConversationAnalysis, LedgerEntry, Organization, Turn
from db.queries.events import events_after
from tests.workers.conftest import SAID, MakeCall
from workers.ai import analyse_with_model
from workers.errors import AnalysisError, BudgetExceededError
from workers.llm.dialects import RedisDialects
from workers.llm.openai_model import make_model
from workers.queue import JobQueue, start_ai_analysis
from workers.settings import WorkerSettings


def run(
    database: Database,
    settings: WorkerSettings,
    call: UUID,
    *,
    is_last: bool = True,
    analysis_id: UUID | None = None,
) -> UUID:
    jobs = JobQueue(settings.redis_url)
    analysis_id = analysis_id or start_ai_analysis(database, jobs, call, settings=settings)
    model = make_model(
        settings.openai_model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        timeout_seconds=settings.model_timeout_seconds,
        dialects=RedisDialects(redis.Redis.from_url(settings.redis_url)),
    )
    try:
        analyse_with_model(database, settings, model, analysis_id, is_last=is_last)
    finally:
        model.close()
    return analysis_id


def scripted(settings: WorkerSettings, script: str) -> WorkerSettings:
    return replace(settings, openai_model=f"gpt-5.4-mini+{script}")


def stored(database: Database) -> tuple[ConversationAnalysis, LedgerEntry]:
    with database.reading() as session:
        analysis, line = (
            session.scalars(select(ConversationAnalysis)).one(),
            session.scalars(select(LedgerEntry)).one(),
        )
        session.expunge_all()
        return analysis, line


def result(database: Database) -> dict[str, Any]:
    results = stored(database)[0].results
    assert results is not None
    return results


def test_a_result_is_kept_with_its_proofs_model_prompt_and_cost(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    run(database, simulated, make_call())

    analysis, line = stored(database)
    results = result(database)
    assert (analysis.status, analysis.model) == ("completed", "gpt-5.4-mini")
    assert results["intent"]["value"] == "book_appointment"
    assert [service["value"] for service in results["services"]] == ["oil_change"]
    assert results["summary"].startswith("Simulado:")
    assert results["prompt_version"] == analysis.version
    assert results["cost"] == {"amount": str(line.amount), "currency": "EUR", "certainty": "known"}
    assert line.certainty == "known"
    assert Decimal(0) < (line.amount or 0) < Decimal(line.details.get("reserved", "1"))


def test_people_see_how_far_it_is(database: Database, make_call: MakeCall, simulated: WorkerSettings) -> None:
    run(database, simulated, make_call())

    with database.reading() as session:
        events = [
            event for event in events_after(session, after=0) if event.event_type.startswith("analysis.")
        ]
    steps = [event.data.get("step", event.event_type) for event in events]
    assert steps == ["analysis.started", "prepared", "asked", "answered", "verified", "analysis.completed"]


def test_personal_data_does_not_leave_but_comes_back(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    run(database, simulated, make_call())

    entities = {entity["kind"]: entity for entity in result(database)["entities"]}
    assert entities["plate"]["value"].replace(" ", "") == "4817JVS"
    assert entities["plate"]["citations"][0]["quote"] in SAID[3][1]
    assert set(result(database)["masked"]) >= {"plate", "phone", "name"}


def test_an_organization_may_let_its_data_out(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    with database.transaction() as session:
        session.execute(update(Organization).values(settings={"mask_pii": False}))

    run(database, simulated, call)

    assert result(database)["masked"] == {}


FAILURES = [
    pytest.param("refusal", "refusal", "known", True, id="the model refuses"),
    pytest.param("truncated", "truncated", "known", True, id="the answer is cut off"),
    pytest.param("content-filter", "content_filter", "known", True, id="a filter stops it"),
    pytest.param("failed", "model_failed", "known", True, id="the model fails"),
    pytest.param("bad-json", "bad_answer", "known", True, id="the answer is no JSON"),
    pytest.param("wrong-shape", "bad_answer", "known", True, id="the answer has another shape"),
    pytest.param("empty", "bad_answer", "known", True, id="the answer is empty"),
    pytest.param("rate-limit", "rate_limited", "known", False, id="too many requests"),
    pytest.param("quota", "insufficient_quota", "known", False, id="the account is empty"),
    pytest.param("server-error", "server_error", "known", False, id="the provider is down"),
    pytest.param("forbidden", "authentication", "known", False, id="no access"),
]


@pytest.mark.parametrize(("script", "code", "certainty", "has_cost"), FAILURES)
def test_a_failure_is_told_and_what_it_cost_is_kept(
    database: Database,
    make_call: MakeCall,
    simulated: WorkerSettings,
    script: str,
    code: str,
    certainty: str,
    has_cost: bool,
) -> None:
    with pytest.raises(AnalysisError, match=code):
        run(database, scripted(simulated, script), make_call())

    analysis, line = stored(database)
    assert analysis.status == "failed"
    assert analysis.error is not None
    assert analysis.error["code"] == code
    assert (line.certainty, bool(line.amount)) == (certainty, has_cost)
    assert line.details["reason"] == code


@pytest.mark.parametrize("script", ["quota", "refusal", "truncated"])
def test_some_failures_are_final_at_once(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, script: str
) -> None:
    with pytest.raises(AnalysisError) as failure:
        run(database, scripted(simulated, script), make_call(), is_last=False)

    assert failure.value.permanent
    assert stored(database)[0].status == "failed"


def test_others_are_tried_again(database: Database, make_call: MakeCall, simulated: WorkerSettings) -> None:
    settings, call = scripted(simulated, "server-error-once"), make_call()
    analysis_id = start_ai_analysis(database, JobQueue(settings.redis_url), call, settings=settings)
    with pytest.raises(AnalysisError, match="server_error"):
        run(database, settings, call, is_last=False, analysis_id=analysis_id)
    assert (stored(database)[0].status, stored(database)[1].certainty) == ("running", "estimated")

    run(database, settings, call, analysis_id=analysis_id)

    assert stored(database)[0].status == "completed"


@pytest.mark.parametrize("script", ["bad-json", "wrong-shape", "empty"])
def test_an_answer_that_cannot_be_read_is_asked_for_once_more_at_most(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, script: str
) -> None:
    """Each answer is paid, and a model that cannot keep to the form seldom learns it."""
    settings, call = scripted(simulated, script), make_call()
    analysis_id = start_ai_analysis(database, JobQueue(settings.redis_url), call, settings=settings)
    seen = []
    for _attempt in range(2):
        with pytest.raises(AnalysisError, match="bad_answer") as failure:
            run(database, settings, call, is_last=False, analysis_id=analysis_id)
        seen.append((failure.value.permanent, stored(database)[0].status))

    assert seen == [(False, "running"), (True, "failed")]


def test_a_finished_analysis_is_not_made_again(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    analysis_id = run(database, simulated, call)
    before = stored(database)[0].usage

    run(database, simulated, call, analysis_id=analysis_id)

    assert stored(database)[0].usage == before


def test_a_failed_analysis_can_be_run_again_and_its_costs_add_up(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    settings = scripted(simulated, "bad-json")
    analysis_id = start_ai_analysis(database, JobQueue(settings.redis_url), call, settings=settings)
    with pytest.raises(AnalysisError):
        run(database, settings, call, analysis_id=analysis_id)
    first = stored(database)[1].amount or Decimal(0)

    run(database, simulated, call, analysis_id=analysis_id)

    analysis, line = stored(database)
    assert (analysis.status, analysis.error) == ("completed", None)
    assert (line.amount or 0) > first * Decimal("1.5")
    assert len((analysis.usage or {})["requests"]) == 2


def test_without_a_usage_the_cost_is_unknown(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    run(database, scripted(simulated, "no-usage"), make_call())

    assert (stored(database)[1].certainty, stored(database)[1].amount) == ("unknown", None)


def test_a_lost_request_counts_in_the_budget_with_its_highest_price(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    """Otherwise a model whose answers come too late would be asked without any limit."""
    call = make_call()
    analysis_id = start_ai_analysis(database, JobQueue(simulated.redis_url), call, settings=simulated)
    highest = stored(database)[1].amount or Decimal(0)
    settings = replace(simulated, daily_budget_eur=2 * highest, is_daily_budget_set=True)
    with database.transaction() as session:
        session.execute(update(ConversationAnalysis).values(status="running", progress=0.3))
    run(database, settings, call, analysis_id=analysis_id)
    assert stored(database)[1].amount is None

    with pytest.raises(BudgetExceededError):
        start_ai_analysis(database, JobQueue(settings.redis_url), make_call(), settings=settings)


def test_a_server_without_responses_api_is_asked_by_chat_completions_and_remembered(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    settings = scripted(simulated, "chat-only")
    run(database, settings, make_call())

    assert result(database)["api"] == "chat_completions"
    assert RedisDialects(redis.Redis.from_url(settings.redis_url)).is_chat_only(
        f"{settings.openai_base_url}/"
    )


def test_a_server_that_does_not_say_what_was_cached_makes_the_cost_an_estimate(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    """All input is counted in full, which is more than it can have cost."""
    run(database, scripted(simulated, "no-cache-details"), make_call())

    cost = stored(database)[1]
    assert (cost.certainty, bool(cost.amount)) == ("estimated", True)


def test_claims_without_true_quotations_are_dropped_and_counted(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    run(database, scripted(simulated, "false-citations"), make_call())

    results = result(database)
    assert (results["summary"], results["services"], results["intent"]["citations"]) == ("", [], [])
    assert results["dropped"]["count"] >= 5


def test_a_model_nobody_reaches_costs_nothing(
    database: Database, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    with pytest.raises(AnalysisError, match="unreachable"):
        run(database, worker_settings, make_call())

    assert (stored(database)[1].amount, stored(database)[1].certainty) == (0, "known")


def test_a_budget_that_is_spent_meanwhile_stops_it(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    analysis_id = start_ai_analysis(database, JobQueue(simulated.redis_url), call, settings=simulated)

    with pytest.raises(AnalysisError, match="budget_exceeded"):
        run(database, replace(simulated, daily_budget_eur=Decimal(0)), call, analysis_id=analysis_id)


def test_the_simulated_model_is_named_and_its_price_only_an_estimate(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    run(database, replace(simulated, is_simulated=True), make_call())

    assert result(database)["is_simulated"]
    assert stored(database)[1].certainty == "estimated"
    assert stored(database)[1].details["simulated"] is True


def test_a_deleted_call_leaves_nothing_to_do(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    analysis_id = start_ai_analysis(database, JobQueue(simulated.redis_url), call, settings=simulated)
    with database.transaction() as session:
        session.delete(session.get_one(Conversation, call))

    run(database, simulated, call, analysis_id=analysis_id)

    with database.reading() as session:
        assert session.scalars(select(ConversationAnalysis)).all() == []


def test_a_request_that_nobody_heard_the_answer_of_makes_the_cost_unknown(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    """The process that made it was killed; the next attempt succeeds."""
    call = make_call()
    analysis_id = start_ai_analysis(database, JobQueue(simulated.redis_url), call, settings=simulated)
    with database.transaction() as session:
        session.execute(update(ConversationAnalysis).values(status="running", progress=0.3))

    run(database, simulated, call, analysis_id=analysis_id)

    assert stored(database)[0].status == "completed"
    assert (stored(database)[1].amount, stored(database)[1].certainty) == (None, "unknown")


def test_a_failed_analysis_is_not_opened_again_beside_another(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    with pytest.raises(AnalysisError):
        run(database, scripted(simulated, "refusal"), call)
    failed = stored(database)[0].id
    start_ai_analysis(database, JobQueue(simulated.redis_url), call, settings=simulated)

    run(database, simulated, call, analysis_id=failed)

    with database.reading() as session:
        assert session.get_one(ConversationAnalysis, failed).status == "failed"


def test_a_call_whose_words_were_deleted_has_nothing_to_analyse(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    analysis_id = start_ai_analysis(database, JobQueue(simulated.redis_url), call, settings=simulated)
    with database.transaction() as session:
        session.execute(delete(Turn))

    with pytest.raises(AnalysisError, match="nothing_to_analyse"):
        run(database, simulated, call, analysis_id=analysis_id)
