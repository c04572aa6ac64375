"""An AI analysis starts, or is refused with its reason and nothing spent."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from db.ai_budget import read_budget_rules
from db.database import Database
from db.models import ConversationAnalysis, LedgerEntry, Organization
from tests.workers.conftest import MakeCall
from workers.budget import day_budget, limits, month_budget
from workers.queue import (
    AnalysisRefusedError,
    AnalysisUnderWayError,
    BudgetExceededError,
    CallNotOverError,
    JobQueue,
    NothingToAnalyseError,
    QueueUnavailableError,
    UnknownConversationError,
    start_ai_analysis,
)
from workers.settings import WorkerSettings


def ledger(database: Database) -> list[LedgerEntry]:
    with database.reading() as session:
        lines = list(session.scalars(select(LedgerEntry)))
        session.expunge_all()
        return lines


def test_a_started_analysis_is_queued_and_its_cost_reserved(
    database: Database, jobs: JobQueue, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    analysis_id = start_ai_analysis(database, jobs, make_call(), settings=worker_settings)

    (line,) = ledger(database)
    assert jobs.is_alive(str(analysis_id))
    assert (line.kind, line.reference, line.certainty) == ("ai_analysis", str(analysis_id), "estimated")
    assert Decimal("0.005") < (line.amount or 0) < Decimal("0.05")


def test_a_second_analysis_is_refused_while_one_is_under_way(
    database: Database, jobs: JobQueue, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    conversation_id = make_call()
    start_ai_analysis(database, jobs, conversation_id, settings=worker_settings)

    with pytest.raises(AnalysisUnderWayError):
        start_ai_analysis(database, jobs, conversation_id, settings=worker_settings)
    assert len(ledger(database)) == 1


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param({"said": ()}, NothingToAnalyseError, id="nobody spoke"),
        pytest.param({"said": (("user", ""),)}, NothingToAnalyseError, id="empty turns"),
        pytest.param({"ended": False}, CallNotOverError, id="the call still runs"),
    ],
)
def test_a_call_without_anything_to_read_is_refused(
    database: Database,
    jobs: JobQueue,
    make_call: MakeCall,
    worker_settings: WorkerSettings,
    call: dict[str, object],
    error: type[AnalysisRefusedError],
) -> None:
    with pytest.raises(error):
        start_ai_analysis(database, jobs, make_call(**call), settings=worker_settings)


def test_an_unknown_conversation_is_refused(
    database: Database, jobs: JobQueue, worker_settings: WorkerSettings
) -> None:
    with pytest.raises(UnknownConversationError):
        start_ai_analysis(database, jobs, uuid4(), settings=worker_settings)


def test_of_many_at_once_only_those_start_that_the_budget_allows(
    database: Database, jobs: JobQueue, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    calls = [make_call(number=number) for number in range(6)]
    start_ai_analysis(database, jobs, calls[0], settings=worker_settings)
    each = ledger(database)[0].amount or Decimal(0)
    poor = replace(worker_settings, daily_budget_eur=each * Decimal("3.5"))

    def start(conversation_id: UUID) -> str:
        try:
            start_ai_analysis(database, jobs, conversation_id, settings=poor)
        except BudgetExceededError:
            return "refused"
        return "started"

    with ThreadPoolExecutor(5) as pool:
        outcomes = sorted(pool.map(start, calls[1:]))

    assert outcomes == ["refused"] * 3 + ["started"] * 2
    assert len(ledger(database)) == 3


def test_yesterdays_analyses_do_not_count(
    database: Database, jobs: JobQueue, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    start_ai_analysis(database, jobs, make_call(), settings=worker_settings)
    with database.transaction() as session:
        line = session.scalars(select(LedgerEntry)).one()
        line.occurred_at = datetime(2026, 1, 1, tzinfo=UTC)
        amount = line.amount or Decimal(0)
    just_one = replace(worker_settings, daily_budget_eur=amount * Decimal("1.5"))

    start_ai_analysis(database, jobs, make_call(number=2), settings=just_one)

    assert len(ledger(database)) == 2


def test_the_month_counts_what_was_spent_on_other_days(
    database: Database, jobs: JobQueue, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    start_ai_analysis(database, jobs, make_call(), settings=worker_settings)
    with database.transaction() as session:
        line = session.scalars(select(LedgerEntry)).one()
        line.occurred_at = limits(worker_settings, "Europe/Madrid", datetime.now(UTC))[0].since.replace(day=1)
        amount = line.amount or Decimal(0)
    poor = replace(worker_settings, monthly_budget_eur=amount * Decimal("1.5"))

    with pytest.raises(BudgetExceededError, match="the month's budget"):
        start_ai_analysis(database, jobs, make_call(number=2), settings=poor)


def test_limits_begin_by_the_clock_of_the_organization(worker_settings: WorkerSettings) -> None:
    now = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    both = limits(replace(worker_settings, monthly_budget_eur=Decimal(9)), "Europe/Madrid", now)

    assert [(limit.period, limit.since.isoformat()) for limit in both] == [
        ("day", "2026-11-01T00:00:00+01:00"),
        ("month", "2026-11-01T00:00:00+01:00"),
    ]
    assert len(limits(worker_settings, "Europe/Madrid", now)) == 1


@pytest.mark.parametrize(
    ("now", "day", "month"),
    [
        pytest.param("2026-10-31T22:59:59", "2026-10-30T23:00", "2026-09-30T22:00", id="before midnight"),
        pytest.param("2026-10-31T23:00:00", "2026-10-31T23:00", "2026-10-31T23:00", id="a month begins"),
        pytest.param(
            "2026-10-25T01:30:00", "2026-10-24T22:00", "2026-09-30T22:00", id="an hour that comes twice"
        ),
        pytest.param("2026-03-29T12:00:00", "2026-03-28T23:00", "2026-02-28T23:00", id="a day of 23 hours"),
    ],
)
def test_days_and_months_begin_at_midnight_also_where_the_clock_changes(
    worker_settings: WorkerSettings, now: str, day: str, month: str
) -> None:
    settings = replace(worker_settings, monthly_budget_eur=Decimal(7))
    found = limits(settings, "Europe/Madrid", datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert [limit.since.astimezone(UTC).isoformat()[:16] for limit in found] == [day, month]


def test_a_midnight_that_comes_twice_begins_the_day_the_first_time(worker_settings: WorkerSettings) -> None:
    (day,) = limits(worker_settings, "Atlantic/Azores", datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    assert day.since.astimezone(UTC) == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)


BUDGETS = {
    "nothing said": ({}, {}, (5, None)),
    "its own": ({"day_eur": "9", "month_eur": "80"}, {}, (9, 80)),
    "the server's is the most": ({"day_eur": "9"}, {"is_daily_budget_set": True}, (5, None)),
    "less than the server's": ({"day_eur": "2"}, {"is_daily_budget_set": True}, (2, None)),
    "the server's month is the most": ({"month_eur": "80"}, {"monthly_budget_eur": Decimal(50)}, (5, 50)),
    "written by hand": ({"day_eur": "a lot"}, {}, (5, None)),
}


@pytest.mark.parametrize("case", BUDGETS)
def test_an_organization_sets_its_own_budget(worker_settings: WorkerSettings, case: str) -> None:
    own, server, (day, month) = BUDGETS[case]
    settings, rules = replace(worker_settings, **server), read_budget_rules({"ai_budget": own})

    assert (day_budget(settings, rules), month_budget(settings, rules)) == (day, month)


def test_no_analysis_passes_the_organizations_own_budget(
    database: Database, jobs: JobQueue, worker_settings: WorkerSettings, make_call: MakeCall
) -> None:
    call = make_call()
    with database.transaction() as session:
        session.execute(update(Organization).values(settings={"ai_budget": {"day_eur": "0.00"}}))

    with pytest.raises(BudgetExceededError, match=r"day's budget of 0\.00 EUR"):
        start_ai_analysis(database, jobs, call, settings=worker_settings)


def test_an_analysis_that_cannot_be_queued_has_failed_and_costs_nothing(
    database: Database, make_call: MakeCall, worker_settings: WorkerSettings
) -> None:
    with pytest.raises(QueueUnavailableError):
        start_ai_analysis(database, JobQueue("redis://127.0.0.1:9/0"), make_call(), settings=worker_settings)

    (line,) = ledger(database)
    with database.reading() as session:
        analysis = session.scalars(select(ConversationAnalysis)).one()
        assert (analysis.status, analysis.error and analysis.error["code"]) == ("failed", "queue_unavailable")
    assert (line.amount, line.certainty) == (0, "known")
