"""States that must not exist: the database refuses each of them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.actions.organizations import ensure_first_organization
from db.database import Database

CONVERSATION = "6a2f41a3-c54c-4ce7-9d3c-2f2d1d1a0001"
INSERT = "INSERT INTO conversations (id, organization_id, direction, status, started_at, {columns}) VALUES (:id, :owner, {values})"
ANALYSIS = "INSERT INTO conversation_analysis (conversation_id, version, analysis_type, status, {columns}) VALUES (:id, '1', {values})"
LEDGER = (
    "INSERT INTO ledger_entries (organization_id, conversation_id, occurred_at, kind, reference, certainty, amount, currency) "
    "VALUES (:owner, :id, now(), {values})"
)
TURN = (
    "INSERT INTO turns (conversation_id, position, role, text, started_ms, ended_ms) VALUES (:id, {values})"
)
EVENT = "INSERT INTO real_time_events (organization_id, conversation_id, event_type, data) VALUES (:owner, :id, {values})"


def conversation(values: str, columns: str = "duration_seconds") -> str:
    return INSERT.format(columns=columns, values=values).replace(":id", "gen_random_uuid()")


def analysis(values: str, columns: str = "progress") -> str:
    return ANALYSIS.format(columns=columns, values=values)


WRONG = [
    pytest.param(conversation("'sideways', 'ringing', now(), 1"), id="direction out of the list"),
    pytest.param(conversation("'inbound', 'talking', now(), 1"), id="status out of the list"),
    pytest.param(conversation("'inbound', 'ringing', now(), -1"), id="negative duration"),
    pytest.param(conversation("'inbound', 'completed', now(), 1"), id="over without an end"),
    pytest.param(conversation("'inbound', 'ringing', now(), now()", "ended_at"), id="an end while it rings"),
    pytest.param(
        conversation("'inbound', 'completed', now(), now()", "ended_at"), id="an end without a reason"
    ),
    pytest.param(
        conversation("'inbound', 'completed', now(), now(), 'bored'", "ended_at, end_reason"),
        id="reason out of the list",
    ),
    pytest.param(
        conversation("'inbound', 'completed', now(), now() - interval '1 s', 'busy'", "ended_at, end_reason"),
        id="ends before it starts",
    ),
    pytest.param(
        conversation("'inbound', 'in_progress', now(), now() - interval '1 s'", "answered_at"),
        id="answered before it starts",
    ),
    pytest.param(
        conversation("'inbound', 'ringing', now(), 'CA12'", "twilio_call_sid"), id="malformed call sid"
    ),
    pytest.param(TURN.format(values="0, 'user', 'x', 0, 0"), id="turn before the first"),
    pytest.param(TURN.format(values="1, 'robot', 'x', 0, 0"), id="a third speaker"),
    pytest.param(TURN.format(values="1, 'user', 'x', 5, 4"), id="turn that ends before it starts"),
    pytest.param(analysis("'ai', 'running', 1.5"), id="more than all of the progress"),
    pytest.param(analysis("'ai', 'completed', now()", "finished_at"), id="completed without a result"),
    pytest.param(analysis("'ai', 'failed', now()", "finished_at"), id="failed without an error"),
    pytest.param(analysis("'guess', 'running', 0"), id="analysis out of the list"),
    pytest.param(
        LEDGER.format(values="'ai_analysis', 'x', 'unknown', 0, 'EUR'"), id="unknown cost with an amount"
    ),
    pytest.param(
        LEDGER.format(values="'ai_analysis', 'x', 'known', NULL, 'EUR'"), id="known cost without an amount"
    ),
    pytest.param(LEDGER.format(values="'ai_analysis', 'x', 'known', 1, 'eur'"), id="currency that is none"),
    pytest.param(EVENT.format(values="'call.dreamt', '{}'"), id="event out of the list"),
]
TWICE = [
    pytest.param(TURN.format(values="1, 'user', 'x', 0, 0"), id="two turns at one position"),
    pytest.param(analysis("'ai', 'running', 0"), id="two AI analyses under way"),
    pytest.param(
        analysis("'programmatic', 'completed', '{}', now()", "results, finished_at"),
        id="two readings by the rules",
    ),
    pytest.param(LEDGER.format(values="'ai_analysis', 'x', 'known', 1, 'EUR'"), id="two costs of one thing"),
]


@pytest.fixture
def owner(database: Database) -> dict[str, str]:
    with database.transaction() as session:
        keys = {"owner": str(ensure_first_organization(session)), "id": CONVERSATION}
        statement = INSERT.format(columns="duration_seconds", values="'inbound', 'ringing', now(), 1")
        session.execute(text(statement), keys)
    return keys


def run(database: Database, statement: str, keys: dict[str, str]) -> None:
    used = {name: value for name, value in keys.items() if f":{name}" in statement}
    with database.engine.begin() as connection:
        connection.execute(text(statement), used)


@pytest.mark.parametrize("statement", WRONG)
def test_the_database_refuses(database: Database, owner: dict[str, str], statement: str) -> None:
    with pytest.raises(IntegrityError):
        run(database, statement, owner)


@pytest.mark.parametrize("statement", TWICE)
def test_the_database_refuses_the_second(database: Database, owner: dict[str, str], statement: str) -> None:
    run(database, statement, owner)
    with pytest.raises(IntegrityError):
        run(database, statement, owner)
