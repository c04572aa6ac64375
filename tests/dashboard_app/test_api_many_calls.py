"""The same thing done with many calls: what changed, what was so before, what could not be, and taking it back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from dashboard_app import init_jobs
from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.database import Database
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.conftest import Person
from workers.settings import WorkerSettings


@pytest.fixture(autouse=True)
def jobs(server: Flask, database: Database, environment: dict[str, str]) -> Iterator[None]:
    init_jobs(server, WorkerSettings.from_environment(environment))
    yield
    server.extensions["job_queue"].close()


@pytest.fixture
def calls(database: Database) -> list[str]:
    return [str(make_call(database, number, text="Quería pedir cita.")) for number in range(3)]


def act(who: Person, action: str, ids: list[str], **rest: Any) -> Any:
    body = {"action": action, "ids": ids, **rest}
    return who.client.post("/api/conversations/actions", json=body, headers=who.bearer)


def listed(who: Person, query: str) -> set[str]:
    items = who.client.get(f"/api/conversations?{query}", headers=who.bearer).json["items"]
    return {item["id"] for item in items}


def test_tags_are_put_on_and_taken_back(alicia: Person, calls: list[str]) -> None:
    first = act(alicia, "tag", calls[:1], tag="VIP").json
    rest = act(alicia, "tag", calls, tag=" vip ").json

    assert (first["done"], rest["done"], rest["unchanged"]) == (calls[:1], calls[1:], calls[:1])
    assert listed(alicia, "tag=VIP") == set(calls)
    act(alicia, "untag", rest["done"], tag="vip")
    assert listed(alicia, "tag=vip,other") == set(calls[:1])


def test_a_call_with_twenty_tags_takes_no_more(alicia: Person, calls: list[str]) -> None:
    for number in range(20):
        act(alicia, "tag", calls[:1], tag=f"tag {number}")

    answer = act(alicia, "tag", calls, tag="one more").json

    assert answer["done"] == calls[1:]
    assert answer["refused"] == [{"id": calls[0], "code": "many_tags"}]


def test_calls_are_checked_off(alicia: Person, calls: list[str]) -> None:
    assert act(alicia, "check", calls[:2]).json["done"] == calls[:2]
    assert act(alicia, "check", calls).json["unchanged"] == calls[:2]
    assert listed(alicia, "is_checked=false") == set()

    act(alicia, "uncheck", calls[:1])

    assert listed(alicia, "is_checked=true") == set(calls[1:])
    assert listed(alicia, "is_checked=false") == {calls[0]}


def test_follow_ups_are_asked_for_given_and_taken_back(
    alicia: Person, database: Database, calls: list[str]
) -> None:
    test_call = str(make_call(database, 8, is_test=True))
    running = str(make_call(database, 9, is_over=False))

    asked = act(alicia, "follow_up", [*calls, test_call, running], note="Preguntar por la factura").json

    assert asked["done"] == calls
    assert asked["refused"] == [
        {"id": test_call, "code": "test_call"},
        {"id": running, "code": "call_not_over"},
    ]
    items = alicia.client.get("/api/follow-ups", headers=alicia.bearer).json["items"]
    assert {(item["kind"], item["note"], item["assigned_to"]) for item in items} == {
        ("asked", "Preguntar por la factura", None)
    }
    assert act(alicia, "follow_up", calls).json["unchanged"] == calls

    act(alicia, "dismiss_follow_up", calls[:2])
    left = alicia.client.get("/api/follow-ups", headers=alicia.bearer).json["items"]
    assert [item["conversation_id"] for item in left] == calls[2:]
    assert act(alicia, "follow_up", calls).json["done"] == calls[:2]  # opened again


def test_follow_ups_go_to_a_colleague_who_can_see_to_them(
    alicia: Person, bruno: Person, calls: list[str]
) -> None:
    act(alicia, "follow_up", calls)
    me = colleague(alicia)

    assert act(alicia, "follow_up", calls, assigned_to=me).json["changed"] == calls
    mine = alicia.client.get("/api/follow-ups?view=mine", headers=alicia.bearer).json["items"]
    assert len(mine) == 3
    for stranger in (str(uuid4()), colleague(bruno)):
        answer = act(alicia, "follow_up", calls, assigned_to=stranger)
        assert (answer.status_code, answer.json["error"]["code"]) == (422, "unknown_colleague")


def colleague(who: Person) -> str:
    with who.client.session_transaction() as cookie:
        return str(cookie["member"])


def test_what_a_person_asked_for_is_not_withdrawn_by_the_rules(alicia: Person, database: Database) -> None:
    call = str(make_call(database, 1, intent="billing", outcome="information_given"))
    act(alicia, "follow_up", [call])
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        settle_follow_ups(session, organization_id=owner, since=START - timedelta(days=1))

    [item] = alicia.client.get("/api/follow-ups", headers=alicia.bearer).json["items"]
    assert item["conversation_id"] == call


def test_analyses_are_estimated_and_start_within_the_budget(
    alicia: Person, database: Database, calls: list[str]
) -> None:
    silent = str(make_call(database, 7))

    before = act(alicia, "estimate", [*calls, silent]).json
    assert before["done"] == calls
    assert before["refused"] == [{"id": silent, "code": "nothing_to_analyse"}]
    assert float(before["cost_eur"]) > 0
    assert float(before["left_eur"]["day"]) > 0
    started = act(alicia, "analyse", [*calls, silent]).json
    after = act(alicia, "estimate", calls).json

    assert started["done"] == calls
    assert float(before["left_eur"]["day"]) - float(after["left_eur"]["day"]) == pytest.approx(
        float(before["cost_eur"]), abs=1e-5
    )
    again = act(alicia, "analyse", calls).json
    assert {one["code"] for one in again["refused"]} == {"analysis_under_way"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"action": "delete"}, "unknown_action", id="unknown action"),
        pytest.param({"ids": []}, "invalid_body", id="no call"),
        pytest.param({"ids": [str(UUID(int=n)) for n in range(201)]}, "invalid_body", id="too many"),
        pytest.param({"ids": ["one"]}, "invalid_body", id="no id"),
        pytest.param({"tag": " "}, "empty_tag", id="empty tag"),
        pytest.param({"tag": "x" * 41}, "long_tag", id="long tag"),
    ],
)
def test_what_cannot_be_done_says_why(alicia: Person, body: dict[str, Any], code: str) -> None:
    given = {"action": "tag", "ids": [str(uuid4())], "tag": "vip", **body}
    answer = alicia.client.post("/api/conversations/actions", json=given, headers=alicia.bearer)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)


@pytest.mark.parametrize(
    "action", ["tag", "untag", "check", "uncheck", "follow_up", "dismiss_follow_up", "estimate", "analyse"]
)
def test_calls_of_others_do_not_exist(alicia: Person, action: str) -> None:
    stranger = str(uuid4())
    answer = act(alicia, action, [stranger], tag="vip").json

    assert answer["done"] == []
    assert answer["refused"] == [{"id": stranger, "code": "unknown_conversation"}]


def test_who_only_looks_changes_nothing(bruno: Person, calls: list[str]) -> None:
    assert act(bruno, "check", calls).status_code == 403


def test_calls_are_named_one_by_one(alicia: Person, calls: list[str]) -> None:
    assert listed(alicia, f"id={calls[0]},{calls[2]}") == {calls[0], calls[2]}
    assert alicia.client.get("/api/conversations?id=one", headers=alicia.bearer).status_code == 422
