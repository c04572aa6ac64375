"""What the watch for alerts is told of calls that wait."""

from datetime import UTC, datetime, timedelta

import pytest

from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.queries.watched import MAX_NAMED, Waiting, unread_calls

START = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("calls", [0, 1, MAX_NAMED, MAX_NAMED + 1, MAX_NAMED + 20])
def test_all_are_counted_and_the_oldest_are_named(database: Database, calls: int) -> None:
    with database.transaction() as session:
        house = ensure_first_organization(session)
        made = []
        for number in reversed(range(calls)):  # stored newest first
            at = START + timedelta(minutes=number)
            new = NewCall(
                call_sid=f"CA{number:032x}",
                direction="inbound",
                phone_number=None,
                called_number="+34971550100",
                started_at=at,
            )
            made.insert(0, open_call(session, call=new))
            answer_call(session, conversation_id=made[0], answered_at=at)
            end_call(session, conversation_id=made[0], ended_at=at, end_reason="caller_hangup")

    with database.reading() as session:
        found = unread_calls(session, organization_id=house, since=START, before=START + timedelta(hours=10))

    assert found == Waiting(calls, START if calls else None, tuple(made[:MAX_NAMED]))
