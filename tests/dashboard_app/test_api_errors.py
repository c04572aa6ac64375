"""Every failure has its status and the contract's form; none shows what is behind it."""

from collections.abc import Iterator
from dataclasses import replace

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
    assert alicia.client.delete("/api/metrics").headers["Allow"] == "GET"


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
