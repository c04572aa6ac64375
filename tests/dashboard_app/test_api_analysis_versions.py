"""All AI analyses of a call by the API, two of them compared, and how far people agree with them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from dashboard_app import init_jobs
from db.actions.analyses import complete_ai, fail_ai, queue_ai
from db.actions.ledger import Cost, record_cost
from db.actions.reviews import review
from db.database import Database
from db.models import ConversationAnalysis
from db.queries.users import member_of_email
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person
from workers.settings import WorkerSettings

CITED = [{"turn": 1, "quote": "pedir cita"}]


@pytest.fixture(autouse=True)
def jobs(server: Flask, database: Database, environment: dict[str, str]) -> Iterator[None]:
    init_jobs(server, WorkerSettings.from_environment(environment))
    yield
    server.extensions["job_queue"].close()


@pytest.fixture
def call(database: Database) -> UUID:
    return make_call(database, 1, text="Quiero pedir cita")


def add(database: Database, call: UUID, verdict: str, *, model: str = "m1", amount: str = "0.01") -> UUID:
    criteria = [{"criterion": "honest", "verdict": verdict, "rationale": "", "citations": CITED}]
    results = {
        "criteria": criteria,
        "latency_ms": 900,
        "proven": 1,
        "dropped": {"count": 2},
        "prompt": "brief",
    }
    with database.transaction() as session:
        found = queue_ai(session, conversation_id=call, version="v1", model=model)
        complete_ai(session, analysis_id=found, results=results)
        cost = Cost(
            kind="ai_analysis",
            reference=str(found),
            amount=Decimal(amount),
            certainty="known",
            occurred_at=datetime.now(UTC),
        )
        record_cost(session, conversation_id=call, cost=cost)
    return found


def url(call: UUID, rest: str = "") -> str:
    return f"/api/conversation/{call}/ai-analyses{rest}"


def test_all_are_listed_the_newest_first(database: Database, alicia: Person, call: UUID) -> None:
    first, second = add(database, call, "success"), add(database, call, "failure", model="m2")
    with database.transaction() as session:
        failed = queue_ai(session, conversation_id=call, version="v2", model="m2")
        fail_ai(session, analysis_id=failed, code="timeout", message="Ha tardado demasiado")

    items = alicia.client.get(url(call)).json["items"]  # type: ignore[index]

    assert [item["id"] for item in items] == [str(failed), str(second), str(first)]
    assert (items[0]["status"], items[0]["cost"]["certainty"]) == ("failed", "unknown")
    assert {name: items[1][name] for name in ("prompt", "model", "latency_ms", "proven", "dropped")} == {
        "prompt": "brief", "model": "m2", "latency_ms": 900, "proven": 1, "dropped": 2,
    }  # fmt: skip
    assert items[1]["cost"] == {"amount": "0.01", "currency": "EUR", "certainty": "known"}


def test_the_two_newest_are_compared(database: Database, alicia: Person, call: UUID) -> None:
    first, second = add(database, call, "success"), add(database, call, "failure")

    shown = alicia.client.get(url(call, "/comparison")).json
    turned = alicia.client.get(url(call, f"/comparison?left={second}&right={first}")).json

    assert shown is not None
    assert turned is not None
    assert (shown["left"]["id"], shown["right"]["id"]) == (str(first), str(second))
    assert shown["counts"] == {"changed": 1, "added": 0, "dropped": 0, "same": 0}
    assert shown["changes"] == [
        {
            "part": "criteria",
            "name": "honest",
            "change": "changed",
            "left": {"value": "success", "why": "", "turns": [1]},
            "right": {"value": "failure", "why": "", "turns": [1]},
        }
    ]
    assert turned["changes"][0]["left"]["value"] == "failure"


@pytest.mark.parametrize(
    "query", ["", "?left=x&right=y", f"?left={UUID(int=1)}"], ids=["one only", "no ids", "half"]
)
def test_what_cannot_be_compared(database: Database, alicia: Person, call: UUID, query: str) -> None:
    add(database, call, "success")

    refused = alicia.client.get(url(call, f"/comparison{query}"))

    assert (refused.status_code, refused.json["error"]["code"]) == (422, "nothing_to_compare")  # type: ignore[index]


def test_analyses_of_others_are_out_of_sight(database: Database, alicia: Person, call: UUID) -> None:
    add(database, call, "success")

    for rest in ("", "/comparison", "/offers"):
        assert alicia.client.get(url(UUID(int=7), rest)).status_code == 404


def test_offers_say_what_an_analysis_costs_at_most(alicia: Person, call: UUID) -> None:
    shown = alicia.client.get(url(call, "/offers")).json

    assert shown is not None
    assert shown["items"][0]["prompt"] == "call_analysis"
    assert shown["items"][0]["model"] == "gpt-5.4-mini"
    assert {item["prompt"] for item in shown["items"]} == {"call_analysis", "brief"}
    assert shown["items"][0]["at_most"]["certainty"] == "estimated"
    assert shown["budgets"] == [{"period": "day", "limit": "5", "spent": "0", "currency": "EUR"}]


def test_an_analysis_is_started_as_it_was_chosen(database: Database, alicia: Person, call: UUID) -> None:
    path = f"/api/conversation/{call}/ai-analysis"

    refused = alicia.client.post(path, json={"model": "gpt-2"})
    wrong = alicia.client.post(path, json={"prompts": "brief"})
    started = alicia.client.post(path, json={"prompt": "brief", "model": "gpt-5.4"})

    assert (refused.status_code, refused.json["error"]["code"]) == (422, "unknown_choice")  # type: ignore[index]
    assert wrong.status_code == 422
    assert started.status_code == 202
    with database.reading() as session:
        kept = session.get_one(ConversationAnalysis, UUID(started.json["job_id"]))  # type: ignore[index]
        assert (kept.wanted_prompt, kept.wanted_model, kept.model) == ("brief", "gpt-5.4", "gpt-5.4")


def test_agreement_is_told_by_criterion_version_and_model(
    database: Database, alicia: Person, call: UUID
) -> None:
    analysis = add(database, call, "success")
    with database.reading() as session:
        found = member_of_email(session, alicia.email)
    assert found is not None
    with database.transaction() as session:
        review(
            session,
            conversation_id=call,
            analysis_id=analysis,
            reviewer_id=found[0].id,
            subject="criterion:honest",
            item=0,
            judged="failure",
        )

    shown = alicia.client.get("/api/calibration").json
    later = alicia.client.get("/api/calibration?since=2100-01-01T00:00:00Z").json
    wrong = alicia.client.get("/api/calibration?since=soon")

    assert shown is not None
    [item] = shown["items"]
    assert (item["subject"], item["version"], item["model"], item["n"]) == ("criterion:honest", "v1", "m1", 1)
    assert item["confusion"] == [{"said": "success", "judged": "failure", "count": 1}]
    assert (item["observed"], item["has_enough"], item["is_unreliable"]) == (0.0, False, False)
    assert (shown["reliable_from"], shown["fewest_marks"]) == (0.6, 10)
    assert later["items"] == []  # type: ignore[index]
    assert (wrong.status_code, wrong.json["error"]["details"][0]["field"]) == (422, "since")  # type: ignore[index]
