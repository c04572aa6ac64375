"""The plumbing of the web half without its pages, and people to sign in as."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.actions.users import create_user, issue_token
from db.database import Database

PASSWORD = "a password of the tests"


@pytest.fixture
def dashboard_settings(database: Database) -> DashboardSettings:
    return DashboardSettings(
        secret_key="s" * 40,
        public_url="http://localhost",
        redis_url=database.settings.redis_url,
        live_sockets=3,
    )


@pytest.fixture
def server(database: Database, dashboard_settings: DashboardSettings) -> Iterator[Flask]:
    server = Flask("tests", static_folder=None)
    server.testing = False
    dashboard_app.init_plumbing(server, dashboard_settings, database)

    @server.get("/<path:path>")
    def page(path: str) -> str:
        return f"page {path}"

    @server.get("/")
    def start() -> str:
        return "start"

    @server.post("/_dash-update-component")
    def callback() -> dict[str, Any]:
        return {}

    yield server
    hub = server.extensions["live_hub"]
    hub.stop()
    hub.wait_stopped(5)


@dataclass(frozen=True)
class Person:
    email: str
    client: FlaskClient
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def person(server: Flask, database: Database, role: str) -> Person:
    """Signed in by token and by cookie."""
    email = f"{role}@example.com"
    with database.transaction() as session:
        create_user(session, email=email, role=role, password=PASSWORD)
    with database.transaction() as session:
        token = issue_token(session, email=email)
    client = server.test_client()
    assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 303
    return Person(email, client, token)


@pytest.fixture
def alicia(server: Flask, database: Database) -> Person:
    """The administrator."""
    return person(server, database, "admin")


@pytest.fixture
def bruno(server: Flask, database: Database) -> Person:
    """The analyst: he looks and does not touch."""
    return person(server, database, "analyst")
