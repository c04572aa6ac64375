"""The voice process's own doors."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import bridge
from bridge.store import Store
from db.actions.users import create_user, issue_token
from db.database import Database


@pytest.fixture
def app(environment: dict[str, str], database: Database) -> Iterator[Flask]:
    app = Flask("voice", static_folder=None)
    switchboard = bridge.init_app(app, environment, database, role="voice")
    yield app
    switchboard.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def answer(client: FlaskClient, path: str) -> Any:
    return client.get(path).json


def test_a_voice_process_says_that_it_lives(client: FlaskClient) -> None:
    assert answer(client, "/health/live") == {"status": "ok"}


def test_the_streams_address_says_how_it_is_asked(client: FlaskClient) -> None:
    refused = client.get("/ws/elevenlabs-bridge")

    assert refused.json is not None
    assert (refused.status_code, refused.json["error"]["code"]) == (426, "upgrade_required")
    assert (refused.headers["Upgrade"], refused.headers["Connection"]) == ("websocket", "Upgrade")


def test_a_voice_process_names_what_it_depends_on(client: FlaskClient) -> None:
    up = {"status": "up"}
    named = {"database": up, "redis": up, "calls": up}
    assert answer(client, "/health/ready") == {"status": "ready", "dependencies": named}


def test_calls_are_taken_while_redis_is_away(app: Flask, client: FlaskClient) -> None:
    app.extensions["bridge"].store = Store("redis://127.0.0.1:1")
    answered = client.get("/health/ready")

    assert answered.status_code == 200
    assert answered.json is not None
    assert answered.json["dependencies"]["redis"] == {"status": "down", "error": "ConnectionError"}


def test_calls_are_counted(client: FlaskClient) -> None:
    assert b"bridge_live_calls" in client.get("/metrics").data


def test_figures_are_for_this_machine_and_for_who_runs_the_server(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="admin", password="a good password")
        token = issue_token(session, email="ana@example.com")
    elsewhere = {"environ_base": {"REMOTE_ADDR": "10.0.0.7"}}

    assert client.get("/metrics", headers={"X-Forwarded-For": "9.9.9.9"}).status_code == 401
    assert client.get("/metrics", **elsewhere).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}, **elsewhere).status_code == 401
    for scheme in ("Bearer", "bearer"):  # RFC 9110: case-insensitive
        named = {"Authorization": f"{scheme} {token}"}
        assert client.get("/metrics", headers=named, **elsewhere).status_code == 200


def test_what_is_not_there_is_said_in_the_one_form(client: FlaskClient) -> None:
    assert answer(client, "/nowhere")["error"]["code"] == "not_found"


def test_a_fault_shows_no_stack(app: Flask, client: FlaskClient) -> None:
    def break_down() -> str:
        raise RuntimeError("secret detail")

    app.add_url_rule("/broken", "broken", break_down)
    answered = client.get("/broken")

    assert answered.status_code == 500
    assert b"secret" not in answered.data
