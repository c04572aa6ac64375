"""A call that a person takes because the agent could not is answered: in its reading, its costs, the figures and the follow-ups."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from db.actions.calls import (
    NewCall,
    add_facts,
    answer_call,
    attach_agent_session,
    end_call,
    forward_call,
    open_call,
)
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.models import CallFact, FollowUp, LedgerEntry
from db.queries.metrics.definitions import METRICS
from db.queries.metrics.measure import measure
from db.queries.selection import Selection
from workers.jobs import analyse_programmatically, estimate_costs

START = datetime.now(UTC) - timedelta(hours=2)


@pytest.fixture(autouse=True)
def environment_of_jobs(worker_environment: dict[str, str]) -> None:
    """Jobs are called in this process."""
    return


@dataclass(frozen=True)
class Forwarded:
    """`had_stream`: the caller heard the line being picked up; `had_agent`: the agent was there for a while."""

    reason: str
    had_stream: bool = True
    had_agent: bool = False
    was_taken: bool = False


def ring(database: Database, call: Forwarded) -> None:
    """Forwarded five seconds after the first ring, over two minutes later; read and costed by the jobs."""
    new = NewCall(
        call_sid=f"CA{1:032x}",
        direction="inbound",
        phone_number="+34600111222",
        called_number="+34971000000",
        started_at=START,
    )
    with database.transaction() as session:
        found = open_call(session, call=new)
        if call.had_stream:
            answer_call(session, conversation_id=found, answered_at=START + timedelta(seconds=1))
        if call.had_agent:
            attach_agent_session(session, conversation_id=found, elevenlabs_conversation_id="conv_1")
        at = START + timedelta(seconds=5)
        forward_call(
            session, conversation_id=found, forwarded_at=at, forwarded_to="+34600999888", reason=call.reason
        )
        facts = {"forward_answered": call.was_taken, "dial_seconds": "110" if call.was_taken else "0"}
        add_facts(session, conversation_id=found, facts=facts)
        end_reason = call.reason if call.was_taken else "forward_unanswered"
        ended_at = START + timedelta(seconds=125)
        end_call(session, conversation_id=found, ended_at=ended_at, end_reason=end_reason)
    analyse_programmatically(str(found))
    estimate_costs(str(found))


def figures(database: Database, names: Collection[str]) -> dict[str, Any]:
    metrics = [metric for metric in METRICS if metric.name in names]
    with database.transaction() as session:
        selection = Selection(organization_id=ensure_first_organization(session))
        found = measure(session, metrics, selection, now=datetime.now(UTC))
    return {name: figure.value for name, figure in found.items()}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(
            Forwarded("stream_failed", had_stream=False, was_taken=True),
            {
                "outcome": "transferred_to_human",
                "follow_ups": [],
                "answered_rate": 1.0,
                "missed_calls": 0,
                "carrier_call": (Decimal("0.01564"), "estimated"),
                "carrier_forward": (None, "unknown"),
            },
            id="no stream, a person took it",
        ),
        pytest.param(
            Forwarded("agent_unreachable", was_taken=True),
            {
                "outcome": "transferred_to_human",
                "follow_ups": [],
                "answered_rate": 1.0,
                "missed_calls": 0,
                "carrier_call": (Decimal("0.02346"), "estimated"),
                "carrier_forward": (None, "unknown"),
            },
            id="no agent, a person took it",
        ),
        pytest.param(
            Forwarded("agent_failed", had_agent=True, was_taken=True),
            {
                "outcome": "transferred_to_human",
                "follow_ups": [],
                "answered_rate": 1.0,
                "missed_calls": 0,
                "forward_success_rate": 1.0,
                "abandonment_rate": 0.0,
            },
            id="agent lost, a person took it",
        ),
        pytest.param(
            Forwarded("agent_unreachable"),
            {
                "outcome": "abandoned",
                "follow_ups": ["missed"],
                "answered_rate": 0.0,
                "missed_calls": 1,
                "service_level": 0.0,
                "abandonment_rate": None,
                "carrier_call": (Decimal("0.02346"), "estimated"),
                "carrier_forward": None,
            },
            id="no agent, and the telephone only rang",
        ),
        pytest.param(
            Forwarded("stream_failed", had_stream=False),
            {
                "outcome": "abandoned",
                "follow_ups": ["missed"],
                "answered_rate": 0.0,
                "missed_calls": 1,
                "carrier_call": None,
                "carrier_forward": None,
            },
            id="no stream, and the telephone only rang",
        ),
    ],
)
def test_a_call_without_an_agent(database: Database, call: Forwarded, expected: dict[str, Any]) -> None:
    ring(database, call)

    with database.reading() as session:
        lines = session.execute(select(LedgerEntry.kind, LedgerEntry.amount, LedgerEntry.certainty))
        costs = {kind: (amount, certainty) for kind, amount, certainty in lines}
        found = {
            "outcome": session.scalar(select(CallFact.outcome)),
            "follow_ups": list(session.scalars(select(FollowUp.kind))),
        }
    kinds = {kind: costs.get(kind) for kind in expected if kind.startswith("carrier_")}
    assert {**found, **figures(database, expected), **kinds} == expected
