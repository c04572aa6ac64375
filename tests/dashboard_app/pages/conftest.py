"""The whole web half with its pages, somebody who reads them, and a few calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.turns import NewTurn, save_turn
from db.actions.users import create_user
from db.database import Database
from db.queries.users import Member, member_of_email
from workers.settings import WorkerSettings

PASSWORD = "a password of the tests"
NUMBER = "+34612480917"


@contextmanager
def with_pages(
    server: Flask, database: Database, dashboard_settings: DashboardSettings, environment: dict[str, str]
) -> Iterator[Flask]:
    """The server with the whole web half, until its hub and its queue are closed."""
    dashboard_app.init_jobs(server, WorkerSettings.from_environment(environment))
    dashboard_app.init_plumbing(server, dashboard_settings, database)
    dashboard_app.init_pages(server)
    yield server
    server.extensions["job_queue"].close()
    hub = server.extensions["live_hub"]
    hub.stop()
    hub.wait_stopped(5)


@pytest.fixture
def site(
    database: Database, dashboard_settings: DashboardSettings, environment: dict[str, str]
) -> Iterator[Flask]:
    server = Flask("tests", static_folder=None)
    with with_pages(server, database, dashboard_settings, environment):
        yield server


@pytest.fixture
def admin(site: Flask, database: Database) -> Iterator[Member]:
    """Who asks, inside of a request."""
    found = sign_up(database, "admin")
    with site.test_request_context("/"):
        g.member = found
        yield found


@pytest.fixture
def visitor(site: Flask, database: Database) -> FlaskClient:
    """A browser without JavaScript, signed in as the administrator."""
    sign_up(database, "admin")
    client = site.test_client()
    assert client.post("/login", data={"email": "admin@example.com", "password": PASSWORD}).status_code == 303
    return client


def sign_up(database: Database, role: str) -> Member:
    with database.transaction() as session:
        create_user(session, email=f"{role}@example.com", role=role, password=PASSWORD)
    with database.reading() as session:
        found = member_of_email(session, f"{role}@example.com")
    assert found is not None
    return found[0]


@pytest.fixture
def reader(site: Flask, database: Database) -> Iterator[Member]:
    """Inside a request of somebody who may write, for functions that pages call."""
    found = sign_up(database, "staff")
    with site.test_request_context("/"):
        g.member = found
        yield found


@pytest.fixture
def analyst(site: Flask, database: Database) -> Iterator[Member]:
    found = sign_up(database, "analyst")
    with site.test_request_context("/"):
        g.member = found
        yield found


def place_call(
    database: Database, number: int, *, minutes_ago: int = 0, is_test: bool = False, phone: str = NUMBER
) -> UUID:
    started = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    call = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=phone,
        called_number="+34971550100",
        started_at=started,
        is_test=is_test,
        is_simulated=True,
    )
    with database.transaction() as session:
        conversation_id = open_call(session, call=call)
        answer_call(session, conversation_id=conversation_id, answered_at=started + timedelta(seconds=2))
        save_turn(
            session,
            conversation_id=conversation_id,
            turn=NewTurn(position=1, role="agent", text="AutoBox, buenos días.", started_ms=0),
        )
        turn = NewTurn(position=2, role="user", text="Quería pedir cita para los frenos.", started_ms=4000)
        save_turn(session, conversation_id=conversation_id, turn=turn)
    return conversation_id


def finish_call(database: Database, conversation_id: UUID, *, outcome: str = "appointment_booked") -> None:
    with database.transaction() as session:
        end_call(
            session, conversation_id=conversation_id, ended_at=datetime.now(UTC), end_reason="caller_hangup"
        )
        save_programmatic(
            session, conversation_id=conversation_id, version="test-1", results=reading(outcome)
        )


def reading(outcome: str) -> dict[str, object]:
    proof = [{"turn": 2, "start": 0, "end": 17, "quote": "Quería pedir cita"}]
    return {
        "language": "es",
        "intent": {"value": "book_appointment", "confidence": 0.9, "evidence": proof},
        "outcome": {"value": outcome, "confidence": 0.9, "evidence": []},
        "urgency": {"value": "high", "confidence": 0.9, "evidence": [], "reasons": []},
        "services": [{"value": "brakes", "confidence": 0.9, "evidence": []}],
        "entities": {
            "caller_name": {"value": "Joan Riera", "raw": "Joan", "state": "confirmed", "evidence": proof}
        },
        "talk": {"agent_ms": 2000, "user_ms": 3000, "ratio": 0.4, "estimated": True},
        "pauses": [{"turn": 2, "duration_ms": 4100, "owner": "user", "estimated": True}],
    }


@pytest.fixture
def running_call(database: Database) -> UUID:
    return place_call(database, 1)


@pytest.fixture
def finished_call(database: Database) -> UUID:
    conversation_id = place_call(database, 2)
    finish_call(database, conversation_id)
    return conversation_id
