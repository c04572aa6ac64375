"""Two organizations on one server: neither sees calls, figures, events or jobs of the other."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from db.actions.founding import add_agent, create_organization
from db.actions.organizations import ensure_first_organization
from db.actions.users import create_user, issue_token
from db.database import Database
from db.queries.events import events_after
from db.queries.users import Member, member_of_token
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.conftest import PASSWORD

NUMBERS = {"autobox": "+34971550100", "clinica-nord": "+34971880200"}


@dataclass(frozen=True)
class Tenant:
    """An organization with somebody in it, and one call of its own."""

    client: FlaskClient
    headers: dict[str, str]
    member: Member
    call: UUID

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)


@pytest.fixture
def tenants(server: Flask, database: Database) -> tuple[Tenant, Tenant]:
    with database.transaction() as session:
        owners = {"autobox": ensure_first_organization(session)}
    with database.transaction() as session:
        owners["clinica-nord"] = create_organization(
            session,
            slug="clinica-nord",
            name="Nord",
            sector="workshop",
            timezone="Europe/Madrid",
            language="ca",
        )
        for slug, owner in owners.items():
            add_agent(
                session, organization_id=owner, name=slug, provider_agent_id=f"agent_{slug}",
                phone_number=NUMBERS[slug], language="es",
            )  # fmt: skip
    return tuple(
        tenant(server, database, slug, owner, at) for at, (slug, owner) in enumerate(owners.items(), 1)
    )  # type: ignore[misc]


def tenant(server: Flask, database: Database, slug: str, owner: UUID, at: int) -> Tenant:
    email = f"admin@{slug}.example"
    with database.transaction() as session:
        create_user(session, email=email, role="admin", password=PASSWORD, organization_id=owner)
        token = issue_token(session, email=email)
        found = member_of_token(session, token)
    assert found is not None
    called = {"called_number": NUMBERS[slug], "phone_number": f"+3460000000{at}"}
    call = make_call(
        database, at, intent="billing", outcome="information_given", text=f"Palabras de {slug}", **called
    )
    add_cost(database, call, f"{at}.00")
    return Tenant(server.test_client(), {"Authorization": f"Bearer {token}"}, found, call)


def test_a_call_belongs_to_whoever_answers_the_number(tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    assert [item["id"] for item in ours.get("/api/conversations").json["items"]] == [str(ours.call)]
    assert [item["id"] for item in theirs.get("/api/conversations").json["items"]] == [str(theirs.call)]
    assert ours.member.is_host
    assert not theirs.member.is_host


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("GET", "/ai-analysis"), ("POST", "/ai-analysis"), ("POST", "/transfer"), ("POST", "/hang-up"),
        ("POST", "/hint"),
        ("GET", "/audio"), ("PUT", "/anything-that-comes-later"),
    ],
)  # fmt: skip
def test_calls_of_others_do_not_exist(tenants: tuple[Tenant, Tenant], method: str, path: str) -> None:
    ours, theirs = tenants
    answer = ours.client.open(
        f"/api/conversation/{theirs.call}{path}", method=method, headers=ours.headers, json={}
    )
    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "unknown_conversation"

    of_none = ours.client.open(
        f"/api/conversation/{uuid4()}{path}", method=method, headers=ours.headers, json={}
    )
    assert (of_none.status_code, of_none.json) == (404, answer.json), "nobody hears that there is one"


def test_figures_and_exports_count_ones_own(tenants: tuple[Tenant, Tenant]) -> None:
    for one, other in (tenants, tenants[::-1]):
        assert one.get("/api/metrics/calls").json["value"] == 1
        exported = one.get("/api/conversations?format=csv").text
        assert str(one.call) in exported
        assert str(other.call) not in exported


def test_searching_finds_nothing_of_others(tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    assert ours.get("/api/conversations?phone_number=%2B34600000002").json.get("items", []) == []
    assert json.loads(theirs.get("/api/conversations").text)["items"][0]["phone_number"] == "+34600000002"


def test_events_reach_only_their_own(tenants: tuple[Tenant, Tenant], database: Database) -> None:
    ours, theirs = tenants
    with database.reading() as session:
        mine = events_after(
            session, after=0, until=10**9, organization_id=ours.member.organization_id, limit=1000
        )
    assert {event.conversation_id for event in mine} == {ours.call}
    refused = ours.client.get(
        f"/ws/conversations/{theirs.call}",
        headers={**ours.headers, "Connection": "Upgrade", "Upgrade": "websocket"},
    )
    assert refused.status_code == 404


def test_the_jobs_of_the_server_are_for_who_runs_it(tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    assert ours.get("/jobs/").status_code == 200
    assert theirs.get("/jobs/").status_code == 403
    assert (
        theirs.client.get("/metrics", headers={**theirs.headers, "X-Forwarded-For": "9.9.9.9"}).status_code
        == 403
    )


def test_views_are_shared_within_a_house(tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    body = {"page": "calls", "name": "Quejas", "filters": {"intent": "complaint"}, "is_shared": True}
    kept = ours.client.post("/api/views", json=body, headers=ours.headers).json

    assert theirs.get("/api/views").json["items"] == []
    path = f"/api/views/{kept['id']}"
    assert theirs.client.patch(path, json={"name": "Mine"}, headers=theirs.headers).status_code == 404
    assert theirs.client.delete(path, headers=theirs.headers).status_code == 404
    prefer = {"json": {"view_id": kept["id"]}, "headers": theirs.headers}
    assert theirs.client.patch("/api/preferences/calls", **prefer).status_code == 404
    assert [view["name"] for view in ours.get("/api/views").json["items"]] == ["Quejas"]


def test_boards_are_shared_within_a_house(tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    body = {"name": "Lunes", "charts": [{"filters": {"figure": "calls"}}], "is_shared": True}
    made = ours.client.post("/api/boards", json=body, headers=ours.headers).json

    assert theirs.get("/api/boards").json["items"] == []
    path = f"/api/boards/{made['id']}"
    assert theirs.get(path).status_code == 404
    assert theirs.client.patch(path, json={"name": "Mine"}, headers=theirs.headers).status_code == 404
    assert theirs.client.post(f"{path}/charts", json={}, headers=theirs.headers).status_code == 404
    assert theirs.client.delete(path, headers=theirs.headers).status_code == 404
    assert ours.get("/api/boards").json["items"] == [made]


@pytest.mark.parametrize("action", ["tag", "check", "follow_up"])
def test_calls_of_another_house_are_not_changed(tenants: tuple[Tenant, Tenant], action: str) -> None:
    ours, theirs = tenants
    body = {"action": action, "ids": [str(theirs.call), str(ours.call)], "tag": "vip"}
    answer = ours.client.post("/api/conversations/actions", json=body, headers=ours.headers).json

    assert answer["done"] == [str(ours.call)]
    assert answer["refused"] == [{"id": str(theirs.call), "code": "unknown_conversation"}]
    assert theirs.get("/api/conversations?tag=vip").json["items"] == []
    assert theirs.get("/api/conversations?is_checked=true").json["items"] == []
    assert theirs.get("/api/follow-ups").json["items"] == []
