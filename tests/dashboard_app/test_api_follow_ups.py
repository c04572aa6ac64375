"""Follow-ups for programs."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.models import FollowUp
from tests.dashboard_app.conftest import Person
from tests.dashboard_app.pages.conftest import NUMBER, finish_call, place_call


@pytest.fixture
def item(database: Database) -> str:
    finish_call(database, place_call(database, 1, minutes_ago=30), outcome="callback_promised")
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        settle_follow_ups(session, organization_id=owner, since=datetime.now(UTC) - timedelta(days=1))
        return str(session.scalars(select(FollowUp.id)).one())


def test_list_take_and_close(alicia: Person, item: str) -> None:
    [listed] = alicia.client.get("/api/follow-ups").get_json()["items"]
    assert (listed["id"], listed["kind"], listed["assignee"]) == (item, "urgent", None)

    assert alicia.client.post(f"/api/follow-ups/{item}/take").status_code == 200
    assert [mine["id"] for mine in alicia.client.get("/api/follow-ups?view=mine").get_json()["items"]] == [
        item
    ]

    assert alicia.client.post(f"/api/follow-ups/{item}/done", json={"note": "called"}).status_code == 200
    [closed] = alicia.client.get("/api/follow-ups?view=closed").get_json()["items"]
    assert (closed["state"], closed["note"], closed["closer"]) == ("done", "called", alicia.email)


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        pytest.param("{item}/explode", None, 404, "unknown_step", id="step"),
        pytest.param("nonsense/done", None, 404, "unknown_follow_up", id="id"),
        pytest.param("{item}/reopen", None, 409, "step_does_not_fit", id="state"),
        pytest.param("{item}/done", {"note": 7}, 422, "invalid_note", id="note of another kind"),
        pytest.param("{item}/done", {"note": "x" * 1001}, 422, "invalid_note", id="long note"),
        pytest.param("{item}/done", ["note"], 422, "invalid_note", id="body of another kind"),
    ],
)
def test_bad_requests(alicia: Person, item: str, path: str, body: object, status: int, code: str) -> None:
    answer = alicia.client.post(f"/api/follow-ups/{path.format(item=item)}", json=body)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)


def test_views_are_a_closed_list(alicia: Person) -> None:
    assert alicia.client.get("/api/follow-ups?view=all").status_code == 422


def test_analysts_may_look_only(bruno: Person, item: str) -> None:
    assert len(bruno.client.get("/api/follow-ups").get_json()["items"]) == 1
    assert bruno.client.post(f"/api/follow-ups/{item}/done").status_code == 403


def test_the_list_is_a_file_too(alicia: Person, item: str) -> None:
    answer = alicia.client.get("/api/follow-ups?format=csv")

    [row] = csv.DictReader(answer.text.splitlines())
    assert answer.content_type.startswith("text/csv")
    assert (row["id"], row["kind"], row["phone_number"]) == (item, "urgent", NUMBER)
