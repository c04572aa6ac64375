"""Every failure has its status and the contract's form; none shows what is behind it."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Flask

from dashboard_app.live.hub import Hub
from db.database import Database
from db.queries import conversations
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        pytest.param("GET", "/api/nothing", 404, "not_found", id="no such path"),
        pytest.param("POST", "/api/nothing/here", 404, "not_found", id="no such path to post to"),
        pytest.param("DELETE", "/api/metrics", 405, "method_not_allowed", id="not that way"),
        pytest.param("GET", "/ws/nothing", 404, "not_found", id="no such socket"),
        pytest.param("GET", "/ws/metrics", 426, "upgrade_required", id="a socket without an upgrade"),
        pytest.param("GET", "/api", 404, "not_found", id="the prefix alone"),
        pytest.param("POST", "/health", 404, "not_found", id="the prefix alone, to post to"),
        pytest.param("GET", "/health/nothing", 404, "not_found", id="no such health"),
        pytest.param("GET", "/api//conversations", 404, "not_found", id="a doubled slash"),
        pytest.param("POST", "/api//views", 404, "not_found", id="a doubled slash to post to"),
    ],
)
def test_errors_of_the_router(alicia: Person, method: str, path: str, status: int, code: str) -> None:
    answer = alicia.client.open(path, method=method)

    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]["code"] == code


def test_a_sockets_address_says_how_it_is_asked(alicia: Person) -> None:
    answer = alicia.client.get("/ws/metrics")

    assert (answer.status_code, answer.headers["Upgrade"]) == (426, "websocket")
    assert answer.headers["Connection"] == "Upgrade"


@pytest.mark.parametrize("path", ["/ws/nothing", "/ws/conversations", "/ws/", "/api/nothing"])
def test_a_socket_that_does_not_exist_is_not_found(alicia: Person, path: str) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
    answer = alicia.client.get(path, headers=upgrade)

    assert answer.json is not None
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        pytest.param("/api/metrics/unheard-of", "metric", id="an unknown metric"),
        pytest.param("/api/conversations?status=lost", "status", id="an invalid filter"),
        pytest.param("/api/costs?from=2026-11-02&to=2026-11-01", "to", id="parameters that do not fit"),
    ],
)
def test_details_have_one_form(alicia: Person, path: str, field: str) -> None:
    answer = alicia.client.get(path)

    assert answer.json is not None
    [problem] = answer.json["error"]["details"]
    assert (set(problem), problem["field"]) == ({"field", "message"}, field)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"[" * 100_000, id="too deep to be read"),
        pytest.param(b"[" * 600 + rb'"\u0000"' + b"]" * 600, id="too deep to be made storable"),
    ],
)
@pytest.mark.parametrize("path", ["/api/views", "/api/conversations/actions"])
def test_json_that_is_nested_too_deeply_is_the_senders_error(alicia: Person, path: str, text: bytes) -> None:
    answer = alicia.client.post(path, data=text, content_type="application/json")

    assert answer.json is not None
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid_body")


def test_what_is_allowed_is_said(alicia: Person) -> None:
    assert alicia.client.delete("/api/metrics").headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.fixture
def broken(server: Flask) -> Iterator[Flask]:
    @server.get("/api/fault")
    def api_fault() -> str:
        raise ValueError("a secret")

    @server.get("/fault")
    def page_fault() -> str:
        raise ValueError("a secret")

    return server


@pytest.mark.parametrize("path", ["/api/fault", "/fault"])
def test_a_fault_shows_nothing_of_itself(broken: Flask, alicia: Person, path: str) -> None:
    answer = alicia.client.get(path)

    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_page_that_failed_can_be_asked_again(broken: Flask, alicia: Person) -> None:
    assert '<a class="again" href="">' in alicia.client.get("/fault").text


def test_a_query_that_takes_too_long_is_not_a_database_that_is_away(
    alicia: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_call(database, number, text="Hola " * 200_000)
    monkeypatch.setattr(conversations, "STATEMENT_TIMEOUT_MS", 1)

    answer = alicia.client.get("/api/conversations?q=nothing%20of%20that")

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["error"]["code"] == "query_too_slow"


@pytest.mark.parametrize(
    ("path", "mimetype"), [("/api/metrics", "application/json"), ("/calls", "text/html")]
)
def test_without_the_database(
    server: Flask, alicia: Person, database: Database, path: str, mimetype: str
) -> None:
    hub: Hub = server.extensions["live_hub"]
    hub.stop()
    hub.wait_stopped(5)
    url = database.settings.database_url.set(database="away")
    server.extensions["database"] = Database(replace(database.settings, database_url=url))

    answer = alicia.client.get(path)

    assert (answer.status_code, answer.mimetype, answer.headers["Retry-After"]) == (503, mimetype, "2")


FAR_OFFSETS = ["2026-01-01T00:00:00+22:00", "2026-01-01T00:00:00-23:59"]


@pytest.mark.parametrize("moment", FAR_OFFSETS)
@pytest.mark.parametrize(
    "path",
    [
        "/api/conversations?from={}",
        "/api/conversations?to={}",
        "/api/metrics/calls?from={}",
        "/api/agent-versions?from={}",
        "/api/calibration?since={}",
    ],
)
def test_an_offset_that_no_place_has_is_counted_with(alicia: Person, path: str, moment: str) -> None:
    """PostgreSQL takes no such offset; the moment is one like any other."""
    assert alicia.client.get(path.format(quote(moment))).status_code == 200


@pytest.mark.parametrize("moment", [*FAR_OFFSETS, "9999-12-31T23:59:59+00:00"])
@pytest.mark.parametrize("path", ["/api/conversations", "/api/alerts"])
def test_a_forged_cursor_is_a_place_in_the_list(alicia: Person, path: str, moment: str) -> None:
    cursor = base64.urlsafe_b64encode(f"{moment}|{uuid4()}".encode()).decode()

    assert alicia.client.get(f"{path}?next={cursor}").status_code == 200


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        pytest.param(FAR_OFFSETS[0], 200, id="an offset of no place"),
        pytest.param("2026-01-01T00:00:00", 422, id="no offset"),
        pytest.param("0001-01-01T00:00:00+12:00", 422, id="before the first day of the calendar"),
        pytest.param("9999-12-31T23:59:59-12:00", 422, id="after the last"),
        pytest.param("yesterday", 422, id="words"),
        pytest.param(0, 422, id="seconds since 1970"),
        pytest.param(None, 200, id="none"),
    ],
)
def test_times_in_a_body(alicia: Person, moment: object, status: int) -> None:
    asked = alicia.client.post("/api/follow-ups/steps", json={"step": "done", "until": moment})

    assert asked.status_code == status


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B12:00", "0.5", "yesterday"])
def test_what_is_no_time_is_named(alicia: Person, moment: str) -> None:
    answer = alicia.client.get(f"/api/calibration?since={moment}")

    assert answer.status_code == 422
    assert answer.json is not None
    assert [one["field"] for one in answer.json["error"]["details"]] == ["since"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/views", {"page": "calls", "name": "Mía", "filters": {}, "is_shared": 1}, "is_shared"),
        ("/api/boards", {"name": "Mío", "is_shared": "yes"}, "is_shared"),
        ("/api/webhooks", {"url": "https://taller.example", "types": ["call.ended"], "enabled": 0}, "enabled"),
        ("/api/alert-rules/trial", {"name": "Muchas", "metric": "calls", "hours": "24", "comparison": "over", "threshold": 5}, "hours"),
        ("/api/alert-rules/trial", {"name": "Muchas", "metric": "calls", "hours": 10**30, "comparison": "over", "threshold": 5}, "hours"),
    ],
    ids=["a number for yes", "a word for yes", "a number for no", "a number in quotes", "too large a number"],
)  # fmt: skip
def test_a_body_is_of_the_types_of_its_description(
    alicia: Person, path: str, body: dict[str, object], field: str
) -> None:
    answer = alicia.client.post(path, json=body, headers=alicia.bearer)

    assert answer.json is not None
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["error"].get("details", [{"field": field}])] == [field]
