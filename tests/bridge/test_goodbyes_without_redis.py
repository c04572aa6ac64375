"""A goodbye while Redis is away: the carrier ends the call by its REST API, and reports that to a process that knows of no goodbye."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from bridge import far_end
from bridge.commands import Step
from bridge.facts import CallEnded
from bridge.far_end import CarrierEnd
from bridge.next_step import NextStep
from bridge.tokens import Ticket
from db.actions.calls import NewCall, conversation_id_of, open_call
from db.database import Database
from db.settings import DbSettings
from tests.bridge.conftest import RunningBridge, serving
from tests.bridge.kept import kept_call
from tests.waiting import TEST_TIMEOUT_SECONDS

CALL = "CA" + "8" * 32
REACHES_THE_CARRIER_SECONDS = 1.0  # of a request that waits for nothing


@dataclass
class Carrier:
    """Notes what is stored of the call when it is told to end it."""

    database: Database
    stored: list[str | None] = field(default_factory=list)
    was_asked: threading.Event = field(default_factory=threading.Event)

    def end(self, path: str) -> str:
        assert CALL in path
        self.stored.append(kept_call(self.database, CALL)["end_reason"])
        self.was_asked.set()
        return "{}"


@pytest.fixture
def carrier(database: Database) -> Carrier:
    return Carrier(database)


@pytest.fixture
def bridge_environment(
    bridge_environment: dict[str, str], carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    monkeypatch.setattr(far_end, "HANG_UP_FLUSH_SECONDS", TEST_TIMEOUT_SECONDS)
    app = Flask("carrier", static_folder=None)
    app.add_url_rule("/<path:path>", "end", carrier.end, methods=["POST"])
    with serving(app) as url:
        yield bridge_environment | {"TWILIO_API_URL": url}


@pytest.fixture
def bridge_database(database: Database, settings: DbSettings) -> Iterator[Database]:
    without_redis = Database(replace(settings, redis_url="redis://127.0.0.1:1"))
    yield without_redis
    without_redis.close()


def test_why_a_call_ends_is_stored_before_the_carrier_ends_it(
    running: RunningBridge, carrier: Carrier, database: Database
) -> None:
    board, is_closed = running.switchboard, threading.Event()
    with database.transaction() as session:
        known = {"phone_number": None, "called_number": None}
        open_call(
            session, call=NewCall(call_sid=CALL, direction="inbound", started_at=datetime.now(UTC), **known)
        )

    with database.transaction() as session:  # somebody else is changing the call
        session.execute(
            text("SELECT id FROM conversations WHERE id = :id FOR UPDATE"), {"id": conversation_id_of(CALL)}
        )
        board.recorder.record(CALL, CallEnded("agent_hangup"))
        CarrierEnd(board, Ticket(CALL, "inbound", "", "")).end(
            NextStep(Step.HANG_UP, "agent_hangup"), lambda _code, _reason: is_closed.set()
        )
        carrier.was_asked.wait(REACHES_THE_CARRIER_SECONDS)

    assert is_closed.wait(TEST_TIMEOUT_SECONDS)
    assert carrier.stored == ["agent_hangup"]
