"""Follow-ups for programs."""

import csv
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.models import ConversationAnalysis, FollowUp
from tests.dashboard_app.conftest import Person
from tests.dashboard_app.pages.conftest import NUMBER, finish_call, place_call

BEYOND = urlsafe_b64encode(f"{10**20}|2026-11-28T10:00:00+00:00|{UUID(int=1)}".encode()).decode().rstrip("=")


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


def test_nobody_answered(alicia: Person, item: str) -> None:
    assert alicia.client.post(f"/api/follow-ups/{item}/tried").status_code == 200
    [listed] = alicia.client.get("/api/follow-ups").get_json()["items"]
    assert (listed["tries"], listed["tried_by"]) == (1, alicia.email)
    assert listed["tried_at"]

    assert alicia.client.post(f"/api/follow-ups/{item}/untried").status_code == 200
    [listed] = alicia.client.get("/api/follow-ups").get_json()["items"]
    assert (listed["tries"], listed["tried_at"], listed["tried_by"]) == (0, None, None)
    assert alicia.client.post("/api/follow-ups/steps", json={"step": "tried"}).status_code == 422


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


def test_analysts_may_look_only(bruno: Person, item: str) -> None:
    assert len(bruno.client.get("/api/follow-ups").get_json()["items"]) == 1
    assert bruno.client.post(f"/api/follow-ups/{item}/done").status_code == 403


def test_the_list_is_a_file_too(alicia: Person, item: str) -> None:
    answer = alicia.client.get("/api/follow-ups?format=csv")

    [row] = csv.DictReader(answer.text.splitlines())
    assert answer.content_type.startswith("text/csv")
    assert (row["id"], row["kind"], row["phone_number"]) == (item, "urgent", NUMBER)


def test_what_was_promised_does_not_keep_the_list_from_being_a_file(
    alicia: Person, database: Database, item: str
) -> None:
    with database.transaction() as session:
        analysis = session.scalars(select(ConversationAnalysis)).one()
        analysis.results = {**(analysis.results or {}), "promises": [{"kind": "callback", "deed": None}]}
    answer = alicia.client.get("/api/follow-ups?format=csv")

    [row] = csv.DictReader(answer.text.splitlines())
    assert row["id"] == item


def test_the_list_is_read_page_by_page_the_most_urgent_first(alicia: Person, database: Database) -> None:
    many(database, 5)
    with database.transaction() as session:
        for place, one in enumerate(session.scalars(select(FollowUp).order_by(FollowUp.id))):
            one.rank = 5 - place
    whole = alicia.client.get("/api/follow-ups").get_json()
    assert (len(whole["items"]), whole["total"], whole["next"]) == (5, 5, None)

    read, asked = [], {"limit": "2"}
    while asked:
        page = alicia.client.get("/api/follow-ups", query_string=asked).get_json()
        read += page["items"]
        asked = {"limit": "2", "next": page["next"]} if page["next"] else {}
    assert read == whole["items"]
    assert [one["rank"] for one in read] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("view", ["open", "closed"])
def test_a_cursor_of_another_view_is_refused(alicia: Person, database: Database, view: str) -> None:
    many(database, 4)
    with database.transaction() as session:
        of_state = update(FollowUp).where(FollowUp.kind == "missed")
        session.execute(of_state.values(state="done", closed_at=datetime.now(UTC)))
    cursor = alicia.client.get(f"/api/follow-ups?limit=1&view={view}").get_json()["next"]
    other = "open" if view == "closed" else "closed"
    for query in (f"view={other}&next={cursor}", "next=x", "next=MXx5fHo", f"next={BEYOND}"):
        answer = alicia.client.get(f"/api/follow-ups?{query}")
        assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize(
    "query", ["format=xml", "state=done", "view=all", "kind=bored", "limit=0", "limit=201"]
)
def test_what_the_list_does_not_know_is_refused(alicia: Person, query: str) -> None:
    answer = alicia.client.get(f"/api/follow-ups?{query}")

    assert answer.status_code == 422


def many(database: Database, count: int) -> None:
    """Of so many numbers, more than a list shows; every third was answered by nobody."""
    for number in range(count):
        call = place_call(database, number, phone=f"+34611{number:06d}", minutes_ago=30)
        finish_call(database, call, outcome="abandoned")
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        settle_follow_ups(session, organization_id=owner, since=datetime.now(UTC) - timedelta(days=1))
        missed = [f"+34611{number:06d}" for number in range(0, count, 3)]
        session.execute(update(FollowUp).where(FollowUp.phone_number.in_(missed)).values(kind="missed"))


def test_something_is_done_with_all_that_the_list_shows(alicia: Person, database: Database) -> None:
    """However many it shows at once, of which a file has all; what came since the reader looked, stays."""
    many(database, 9)
    listed = alicia.client.get("/api/follow-ups?kind=missed&limit=2").get_json()
    assert (len(listed["items"]), listed["total"]) == (2, 3)
    assert len(alicia.client.get("/api/follow-ups?format=csv").text.splitlines()) == 10

    def act(**body: object) -> object:
        return alicia.client.post("/api/follow-ups/steps", json=body).get_json()

    assert act(step="take", kind="urgent") == {"step": "take", "done": 6}
    assert act(step="take") == {"step": "take", "done": 3}  # nobody's only
    assert act(step="done", until="2026-01-01T00:00:00Z")["done"] == 0  # type: ignore[index]
    assert act(view="mine", kind="missed", step="dismiss", note="Ya no")["done"] == 3  # type: ignore[index]
    [first, *_] = alicia.client.get("/api/follow-ups?view=closed").get_json()["items"]
    assert (first["state"], first["note"], first["closer"]) == ("dismissed", "Ya no", alicia.email)
    assert act(view="closed", step="reopen")["done"] == 3  # type: ignore[index]
    assert alicia.client.get("/api/follow-ups").get_json()["total"] == 9


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({"step": "explode"}, "invalid_body", id="step"),
        pytest.param({"step": "done", "kind": "bored"}, "invalid_kind", id="kind"),
        pytest.param({"step": "done", "until": "soon"}, "invalid_body", id="moment"),
    ],
)
def test_what_cannot_be_done_with_all(alicia: Person, body: dict[str, str], code: str) -> None:
    answer = alicia.client.post("/api/follow-ups/steps", json=body)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, code)
    assert alicia.client.get("/api/follow-ups?kind=bored").status_code == 422
