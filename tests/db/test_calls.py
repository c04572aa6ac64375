"""The life of a call in the database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.actions.call_facts import touch
from db.actions.calls import (
    NewCall,
    answer_call,
    conversation_id_of,
    end_call,
    forward_call,
    next_status,
    open_call,
)
from db.database import Database
from db.models import CallFact, Conversation
from db.queries.events import events_after

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SID = "CA" + "1" * 32
CALL = conversation_id_of(SID)


def new_call(**changes: object) -> NewCall:
    values = {
        "call_sid": SID,
        "direction": "inbound",
        "phone_number": "+34600111222",
        "called_number": "+34971000000",
    }
    return NewCall(**{**values, "started_at": START, **changes})  # type: ignore[arg-type]


def events(database: Database) -> list[str]:
    with database.reading() as session:
        return [event.event_type for event in events_after(session, after=0)]


@pytest.fixture
def call(database: Database) -> Database:
    with database.transaction() as session:
        open_call(session, call=new_call())
    return database


def stored(database: Database) -> Conversation:
    with database.reading() as session:
        found = session.get(Conversation, CALL)
        assert found is not None
        session.expunge(found)
        return found


def test_a_call_opens_once_and_learns_what_was_not_known(database: Database) -> None:
    with database.transaction() as session:
        open_call(session, call=new_call(phone_number=None))
        open_call(session, call=new_call(is_test=True))

    assert (stored(database).phone_number, stored(database).is_test) == ("+34600111222", True)
    assert events(database) == ["call.started"]


def test_a_call_is_answered_forwarded_and_ended_once(call: Database) -> None:
    for _ in range(2):
        with call.transaction() as session:
            answer_call(session, conversation_id=CALL, answered_at=START + timedelta(seconds=2))
            forward_call(
                session,
                conversation_id=CALL,
                forwarded_at=START,
                forwarded_to="+34600000000",
                reason="agent_failed",
            )
            end_call(
                session,
                conversation_id=CALL,
                ended_at=START + timedelta(seconds=62),
                end_reason="transferred",
            )

    assert (stored(call).status, stored(call).duration_seconds) == ("completed", 60)
    assert events(call) == ["call.started", "call.answered", "call.forwarded", "call.ended"]


def test_a_call_never_ends_before_it_started(call: Database) -> None:
    with call.transaction() as session:
        end_call(
            session,
            conversation_id=CALL,
            ended_at=START - timedelta(seconds=5),
            end_reason="no_answer",
            failed=True,
        )

    assert (stored(call).status, stored(call).ended_at) == ("failed", START)


def test_what_comes_after_the_end_changes_nothing(call: Database) -> None:
    with call.transaction() as session:
        assert end_call(session, conversation_id=CALL, ended_at=START, end_reason="caller_hangup")
        assert not end_call(session, conversation_id=CALL, ended_at=START, end_reason="agent_failed")
        answer_call(session, conversation_id=CALL, answered_at=START + timedelta(seconds=1))

    assert (stored(call).status, stored(call).end_reason) == ("completed", "caller_hangup")
    assert stored(call).answered_at is None


def test_that_it_was_answered_may_be_told_after_the_end(call: Database) -> None:
    """The carrier reports the end to one process while another still writes the beginning."""
    answered, ended = START + timedelta(seconds=2), START + timedelta(seconds=5)
    with call.transaction() as session:
        end_call(session, conversation_id=CALL, ended_at=ended, end_reason="caller_hangup")
        answer_call(session, conversation_id=CALL, answered_at=answered)

    assert (stored(call).status, stored(call).answered_at, stored(call).duration_seconds) == (
        "completed",
        answered,
        3,
    )
    assert events(call) == ["call.started", "call.ended"]


@pytest.mark.parametrize(
    ("sequences", "taken"),
    [
        pytest.param([0, 1, 2], [True, True, True], id="in order"),
        pytest.param([2, 0, 1], [True, False, False], id="late ones are dropped"),
        pytest.param([1, 1], [True, False], id="a copy is dropped"),
    ],
)
def test_status_callbacks_are_ordered_by_their_sequence(
    call: Database, sequences: list[int], taken: list[bool]
) -> None:
    with call.transaction() as session:
        assert [next_status(session, conversation_id=CALL, sequence=number) for number in sequences] == taken


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("+266696687", "anonymous"),
        ("+7378742833", "anonymous"),
        ("anonymous", "anonymous"),
        ("+34600111222", "+34600111222"),
        ("sip:a@b.c", "sip:a@b.c"),
        (None, None),
    ],
)
def test_a_withheld_number_is_no_number(database: Database, sent: str | None, kept: str | None) -> None:
    with database.transaction() as session:
        open_call(session, call=new_call(phone_number=sent))

    assert stored(database).phone_number == kept


def test_callers_who_withhold_their_number_are_not_one_who_calls_again(database: Database) -> None:
    with database.transaction() as session:
        for number in range(3):
            open_call(session, call=new_call(call_sid=f"CA{number:032x}", phone_number="+266696687"))

    with database.reading() as session:
        facts = session.execute(select(CallFact.has_number, CallFact.is_repeat)).all()
    assert facts == [(False, False)] * 3


@pytest.mark.parametrize(("is_forwarded", "seconds"), [(True, 12), (False, None)])
def test_the_time_to_a_person_is_unknown_where_the_transfer_is(
    call: Database, is_forwarded: bool, seconds: int | None
) -> None:
    with call.transaction() as session:
        answer_call(session, conversation_id=CALL, answered_at=START)
        if is_forwarded:
            at = START + timedelta(seconds=10)
            forward_call(
                session, conversation_id=CALL, forwarded_at=at, forwarded_to="+34600999888", reason="asked"
            )
        end_call(
            session,
            conversation_id=CALL,
            ended_at=START + timedelta(seconds=52),
            end_reason="transferred",
        )
        session.get_one(Conversation, CALL).facts = {"forward_answered": True, "dial_seconds": 30}
        touch(session, CALL)

    with call.reading() as session:
        assert session.scalar(select(CallFact.human_seconds)) == seconds
