"""What is reported of a call after its data were erased, through the real doors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from bridge.facts import CallStarted, Fact, TurnTaken
from bridge.recorder import Recorder
from bridge.spool import Spool
from db.actions.calls import conversation_id_of
from db.actions.erasures import begin_erasure, erase_calls, lock_erasure, next_to_erase
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.erasing import CallStorage, erase
from db.models import Conversation, ErasedCall, Erasure, RealTimeEvent, Turn
from db.queries.erasure_scope import ErasureScope
from db.sound.store import RecordingStore
from tests.bridge.kept import is_kept
from tests.bridge.routes.conftest import CALL, CHILD, Carrier
from tests.bridge.routes.test_post_call import DATA, deliver, event
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

TOLD = [{"role": "user", "message": "Soy Joan Pons.", "time_in_call_secs": 1}]
NATIVE = event(
    transcript=TOLD,
    metadata=DATA["metadata"] | {"start_time_unix_secs": 1_800_000_000, "call_duration_secs": 9},
    conversation_initiation_client_data={
        "dynamic_variables": {"call_sid": CALL, "mode": "native", "caller_number": "+34600111222"}
    },
)
LATE: dict[str, Callable[[Carrier], int]] = {
    "the end of the call": lambda carrier: carrier.post("status", {"CallStatus": "completed"}).status_code,
    "a person who answered": lambda carrier: (
        carrier.post(
            "status", {"CallSid": CHILD, "ParentCallSid": CALL, "CallStatus": "in-progress"}
        ).status_code
    ),
    "the ring, asked once more": lambda carrier: carrier.post("voice-webhook").status_code,
    "a recording": lambda carrier: (
        carrier.post(
            "recording", {"RecordingSid": "RE1", "RecordingUrl": "https://example.com/RE1"}
        ).status_code
    ),
    "a message on the recorder": lambda carrier: (
        carrier.post(
            "recording?kind=voicemail", {"RecordingSid": "RE1", "RecordingUrl": "https://example.com/RE1"}
        ).status_code
    ),
    "the conversation, carried by us": lambda carrier: deliver(carrier, event()).status_code,
    "the conversation, carried by the provider": lambda carrier: deliver(carrier, NATIVE).status_code,
}


@pytest.fixture
def erased(carrier: Carrier, database: Database, tmp_path: Path) -> Carrier:
    carrier.ask("voice-webhook")
    carrier.post("status", {"CallStatus": "completed", "SequenceNumber": "3"})
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    storage = CallStorage(database, RecordingStore.at(f"file://{tmp_path}"), tmp_path)
    erase(storage, ErasureScope(owner, conversation_id=conversation_id_of(CALL)))
    assert not is_kept(database, CALL)
    return carrier


@pytest.mark.parametrize("late", LATE)
def test_a_late_report_makes_no_call_anew(erased: Carrier, database: Database, late: str) -> None:
    assert LATE[late](erased) in {200, 204}

    assert not is_kept(database, CALL)
    kept = erased.switchboard.settings.data_dir.rglob("rejected")
    assert [*kept] == [], "nor does it stay on the disk as a fact that did not fit"


def test_what_is_remembered_says_not_which_call(erased: Carrier, database: Database) -> None:
    assert erased is not None
    with database.reading() as session:
        [(digest, scope, count)] = session.execute(
            select(ErasedCall.digest, Erasure.scope, Erasure.calls).join(Erasure)
        ).all()
        plain = session.scalars(select(func.sha256(func.uuid_send(conversation_id_of(CALL))))).one()

    assert (scope, count) == ("call", 1)
    assert bytes(digest) != bytes(plain)


def test_other_calls_of_the_number_are_kept(erased: Carrier, database: Database) -> None:
    other = "CA" + "3" * 32
    erased.ask("voice-webhook", CallSid=other)

    assert is_kept(database, other)


AT_THAT_INSTANT = {
    "the ring": CallStarted("inbound", "+34600111222", "+34971000000", is_test=False, is_simulated=False),
    "a turn": TurnTaken(position=1, role="user", text="Soy Joan Pons.", started_ms=0),
}


def erase_while_reporting(
    carrier: Carrier, database: Database, folder: Path, scope: Callable[[UUID], ErasureScope], late: Fact
) -> None:
    """The report is being written while the erasure has not committed yet: what it writes waits, and then knows."""
    carrier.ask("voice-webhook")
    carrier.post("status", {"CallStatus": "completed", "SequenceNumber": "3"})
    with database.transaction() as session:
        whose = scope(ensure_first_organization(session))
        erasure_id = begin_erasure(session, scope=whose, user_id=None)
    recorder = Recorder(database, Spool(folder), on_ended=bool)
    with database.transaction() as session:
        erasure = lock_erasure(session, erasure_id)
        assert erasure is not None
        erase_calls(session, erasure, whose, next_to_erase(session, whose, limit=5))
        session.flush()
        recorder.record(CALL, late)
        eventually(lambda: is_waiting_for_a_lock(database))
    assert recorder.flush(TEST_TIMEOUT_SECONDS)
    recorder.close()
    assert [*folder.rglob("rejected")] == []


@pytest.mark.parametrize("late", AT_THAT_INSTANT.values(), ids=AT_THAT_INSTANT)
def test_a_report_at_the_very_instant_makes_no_call_anew(
    carrier: Carrier, database: Database, tmp_path: Path, late: Fact
) -> None:
    def call(owner: UUID) -> ErasureScope:
        return ErasureScope(owner, conversation_id=conversation_id_of(CALL))

    erase_while_reporting(carrier, database, tmp_path / "late", call, late)

    assert not is_kept(database, CALL)


@pytest.mark.parametrize("late", AT_THAT_INSTANT.values(), ids=AT_THAT_INSTANT)
def test_a_report_at_the_very_instant_brings_no_words_back(
    carrier: Carrier, database: Database, tmp_path: Path, late: Fact
) -> None:
    """The same where the period of the words is over and the call stays."""

    def old(owner: UUID) -> ErasureScope:
        return ErasureScope(owner, before=datetime.now(UTC) + timedelta(days=1), days=30)

    erase_while_reporting(carrier, database, tmp_path / "late", old, late)

    conversation_id = conversation_id_of(CALL)
    with database.reading() as session:
        assert session.scalars(select(Turn)).all() == []
        assert session.get_one(Conversation, conversation_id).phone_number == "erased"
        told = select(RealTimeEvent).where(RealTimeEvent.conversation_id == conversation_id)
        assert session.scalars(told).all() == []


def is_waiting_for_a_lock(database: Database) -> bool:
    with database.engine.connect() as connection:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return int(connection.exec_driver_sql(waiting).scalar_one()) > 0
