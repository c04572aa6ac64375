"""Something done with all calls that filters select: by the workers, a part at a time, and only with those calls."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from dashboard_app import init_jobs
from db.actions import bulk_orders
from db.actions.batches import UNSENT
from db.database import Database
from db.models import CallTag, CheckedCall, ConversationAnalysis, FollowUp, LedgerEntry
from db.queries.events import events_after
from db.queries.users import member_of_token
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person
from workers import bulk
from workers.queue import JobQueue
from workers.settings import WorkerSettings

ORDERS = "/api/conversations/orders"


@pytest.fixture
def settings_of_workers(environment: dict[str, str]) -> WorkerSettings:
    return WorkerSettings.from_environment(environment)


@pytest.fixture
def jobs(server: Flask, settings_of_workers: WorkerSettings) -> Iterator[JobQueue]:
    init_jobs(server, settings_of_workers)
    found: JobQueue = server.extensions["job_queue"]
    yield found
    found.close()


@pytest.fixture
def calls(database: Database) -> list[str]:
    """Thirty who want to know about a bill, and one who does not."""
    bills = [
        make_call(database, n, text="La factura.", intent="billing", outcome="abandoned") for n in range(30)
    ]
    make_call(database, 40, text="Hola.", intent="book_appointment", outcome="abandoned")
    return [str(one) for one in bills]


def ask(who: Person, path: str, **body: Any) -> Any:
    return who.client.post(f"{ORDERS}{path}", json=body, headers=who.bearer)


def carried_out(database: Database, jobs: JobQueue, settings: WorkerSettings, who: Person, order: str) -> Any:
    bulk.carry_out(database, jobs, settings, UUID(order))
    return who.client.get(f"{ORDERS}/{order}", headers=who.bearer).json


@pytest.mark.usefixtures("calls")
def test_all_calls_of_the_filter_are_tagged_in_parts(
    alicia: Person,
    database: Database,
    jobs: JobQueue,
    settings_of_workers: WorkerSettings,
    calls: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk_orders, "BATCH_SIZE", 25)
    given = ask(alicia, "", action="tag", tag="Factura", filters={"intent": "billing"})
    assert given.status_code == 202
    assert (given.json["state"], given.json["total"]) == ("waiting", 30)
    late = str(make_call(database, 20_000, intent="billing", outcome="abandoned"))
    assert late not in calls

    order = carried_out(database, jobs, settings_of_workers, alicia, given.json["id"])

    assert (order["state"], order["seen"], order["done"]) == ("done", 30, 30)
    with database.reading() as session:
        assert {str(one) for one in session.scalars(select(CallTag.conversation_id))} == set(calls)
        told = [one.data for one in events_after(session, after=0, limit=999) if "ids" in one.data]
    assert [len(one["ids"]) for one in told] == [25]  # the last five in events of their own
    again = ask(alicia, "", action="tag", tag="factura", filters={"intent": "billing"}).json
    assert carried_out(database, jobs, settings_of_workers, alicia, again["id"])["unchanged"] == 30


def test_an_order_goes_on_where_it_was_left(
    alicia: Person,
    database: Database,
    jobs: JobQueue,
    settings_of_workers: WorkerSettings,
    calls: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each call that is checked off leaves the filter: none is passed over for it."""
    monkeypatch.setattr(bulk_orders, "BATCH_SIZE", 7)
    monkeypatch.setattr(bulk, "SLICE_SECONDS", 0.0)
    filters = {"intent": "billing", "is_checked": "false"}
    order = ask(alicia, "", action="check", filters=filters).json["id"]
    states = [
        carried_out(database, jobs, settings_of_workers, alicia, order)["seen"] for _attempt in range(6)
    ]

    assert states == [7, 14, 21, 28, 30, 30]
    with database.reading() as session:
        assert len(set(session.scalars(select(CheckedCall.conversation_id)))) == len(calls)
    assert jobs.is_alive(f"bulk-{order}-28")


def test_a_stopped_order_does_no_more(
    alicia: Person, database: Database, jobs: JobQueue, settings_of_workers: WorkerSettings, calls: list[str]
) -> None:
    order = ask(alicia, "", action="check", filters={}).json["id"]

    assert ask(alicia, f"/{order}/stop").json["state"] == "stopped"

    found = carried_out(database, jobs, settings_of_workers, alicia, order)
    assert (found["state"], found["done"], found["total"]) == ("stopped", 0, len(calls) + 1)
    newest = alicia.client.get(f"{ORDERS}/newest", headers=alicia.bearer).json
    assert newest["order"]["id"] == order


def test_analyses_are_priced_and_end_with_the_budget(
    alicia: Person, database: Database, jobs: JobQueue, settings_of_workers: WorkerSettings, calls: list[str]
) -> None:
    silent = make_call(database, 50, intent="billing", outcome="abandoned")
    price = ask(alicia, "/estimate", filters={"intent": "billing"}).json
    assert (price["total"], price["able"]) == (31, 30)
    assert float(price["cost_eur"]) > 0
    assert price["is_within_budget"] is True
    order = ask(alicia, "", action="analyse", filters={"intent": "billing"}).json["id"]

    found = carried_out(database, jobs, settings_of_workers, alicia, order)

    assert (found["state"], found["done"], found["refused"]) == ("done", 30, {"nothing_to_analyse": 1})
    with database.reading() as session:
        begun = set(
            session.scalars(
                select(ConversationAnalysis.conversation_id).where(ConversationAnalysis.status == "queued")
            )
        )
    assert {str(one) for one in begun} == set(calls)
    assert silent not in begun
    after = ask(alicia, "/estimate", filters={"intent": "billing"}).json
    assert (after["able"], after["cost_eur"]) == (0, "0")


def test_what_the_budget_does_not_pay_is_counted(
    alicia: Person, database: Database, jobs: JobQueue, settings_of_workers: WorkerSettings, calls: list[str]
) -> None:
    price = ask(alicia, "/estimate", filters={"intent": "billing"}).json
    poor = replace(settings_of_workers, daily_budget_eur=Decimal(price["cost_eur"]) / 2)
    order = ask(alicia, "", action="analyse", filters={"intent": "billing"}).json["id"]

    found = carried_out(database, jobs, poor, alicia, order)

    assert (found["state"], found["done"]) == ("done", 15)
    assert found["refused"] == {"budget_exceeded": len(calls) - 15}


def test_analyses_go_as_a_batch_at_half_the_price(
    alicia: Person,
    database: Database,
    jobs: JobQueue,
    settings_of_workers: WorkerSettings,
    calls: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All slices are one group. No server answers here, so that it stays for the clock to send."""
    away = replace(settings_of_workers, openai_base_url="http://127.0.0.1:9/v1", model_timeout_seconds=1)
    monkeypatch.setattr(bulk, "ANALYSES_PER_PART", 12)
    monkeypatch.setattr(bulk, "SLICE_SECONDS", 0.0)
    price = ask(alicia, "/estimate", filters={"intent": "billing"}).json
    assert Decimal(price["batch_cost_eur"]) * 2 == pytest.approx(
        Decimal(price["cost_eur"]), abs=Decimal("0.01")
    )
    order = ask(alicia, "", action="analyse", how="batch", filters={"intent": "billing"}).json
    assert order["how"] == "batch"

    seen = [carried_out(database, jobs, away, alicia, order["id"])["seen"] for _slice in range(3)]

    assert seen == [12, 24, len(calls)]
    with database.reading() as session:
        is_ai = ConversationAnalysis.analysis_type == "ai"
        groups = set(session.scalars(select(ConversationAnalysis.job_id).where(is_ai)))
        held = session.scalar(select(func.sum(LedgerEntry.amount)).where(LedgerEntry.kind == "ai_analysis"))
    assert len(groups) == 1
    assert next(iter(groups)).startswith(UNSENT)
    assert held == Decimal(price["batch_cost_eur"])


def test_follow_ups_are_asked_for_all_calls_of_the_filter(
    alicia: Person, database: Database, jobs: JobQueue, settings_of_workers: WorkerSettings, calls: list[str]
) -> None:
    with database.reading() as session:
        who = member_of_token(session, alicia.token)
    assert who is not None
    body = {"action": "follow_up", "filters": {"intent": "billing"}, "note": "Enviar la factura"}
    order = ask(alicia, "", assigned_to=str(who.id), **body).json["id"]

    found = carried_out(database, jobs, settings_of_workers, alicia, order)

    assert (found["state"], found["done"]) == ("done", len(calls))
    with database.reading() as session:
        kept = session.execute(select(FollowUp.assigned_to, FollowUp.note, FollowUp.kind).distinct()).all()
        assert kept == [(who.id, "Enviar la factura", "asked")]
    again = ask(alicia, "", **body).json["id"]
    assert carried_out(database, jobs, settings_of_workers, alicia, again)["unchanged"] == len(calls)
    assert ask(alicia, "", assigned_to=str(uuid4()), **body).json["error"]["code"] == "unknown_colleague"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"action": "delete"}, "invalid_body", id="unknown action"),
        pytest.param({"action": "tag", "tag": " "}, "empty_tag", id="empty tag"),
        pytest.param({"action": "check", "filters": {"from": "soon"}}, "invalid_parameter", id="filter"),
    ],
)
@pytest.mark.usefixtures("jobs")
def test_what_cannot_be_done_says_why(alicia: Person, body: dict[str, Any], code: str) -> None:
    answer = ask(alicia, "", **body)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)


@pytest.mark.usefixtures("jobs")
def test_others_orders_do_not_exist(alicia: Person, bruno: Person) -> None:
    assert ask(alicia, f"/{uuid4()}/stop").status_code == 404
    assert alicia.client.get(f"{ORDERS}/one", headers=alicia.bearer).status_code == 404
    assert ask(bruno, "", action="check", filters={}).status_code == 403
    assert alicia.client.get(f"{ORDERS}/newest", headers=alicia.bearer).json == {"order": None}
