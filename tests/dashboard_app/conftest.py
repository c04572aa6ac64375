"""The plumbing of the web half without its pages, and people to sign in as."""

import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.serving import make_server

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.actions.organizations import ensure_first_organization
from db.actions.users import issue_token
from db.database import Database
from db.models import User
from db.passwords import hash_password
from db.queries.users import member_of_token

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


@pytest.fixture
def url(server: Flask) -> Iterator[str]:
    """Of the server's WebSockets."""
    listening = make_server("127.0.0.1", 0, server, threaded=True)
    listening.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"ws://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()


@dataclass(frozen=True)
class Person:
    email: str
    client: FlaskClient
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def person(server: Flask, database: Database, role: str) -> Person:
    """Has a token, and the cookie that the sign-in form would give."""
    email, client = f"{role}@example.com", server.test_client()
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        session.execute(
            insert(User).values(organization_id=owner, email=email, role=role, password_hash=hash_of_all())
        )
        token = issue_token(session, email=email)
        found = member_of_token(session, token)
    assert found is not None
    with client.session_transaction() as cookie:
        cookie.update(member=str(found.id), stamp=found.stamp)
    return Person(email, client, token)


@functools.cache
def hash_of_all() -> str:
    """Hashing is slow by design: once is enough."""
    return hash_password(PASSWORD)


@pytest.fixture
def alicia(server: Flask, database: Database) -> Person:
    """The administrator."""
    return person(server, database, "admin")


@pytest.fixture
def bruno(server: Flask, database: Database) -> Person:
    """The analyst: he looks and does not touch."""
    return person(server, database, "analyst")
