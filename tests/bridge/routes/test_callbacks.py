"""The carrier's reports: late, twice, out of order, of unknown calls."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bridge.commands import Step
from bridge.facts import CallAnswered, CallStarted
from bridge.next_step import NextStep
from bridge.routes.callbacks import happened_at
from db.database import Database
from tests.bridge.kept import is_kept, kept_call
from tests.bridge.routes.conftest import CALL, CHILD, Carrier


def report(carrier: Carrier, status: str, sequence: str = "") -> int:
    return carrier.post("status", {"CallStatus": status, "SequenceNumber": sequence}).status_code


@pytest.mark.parametrize(
    ("reports", "status", "end_reason"),
    [
        pytest.param([("in-progress", "2"), ("ringing", "1")], "in_progress", None, id="out of order"),
        pytest.param(
            [("completed", "3"), ("in-progress", "2")], "completed", "caller_hangup", id="after the end"
        ),
        pytest.param(
            [("completed", ""), ("completed", "")], "completed", "caller_hangup", id="twice, unnumbered"
        ),
        pytest.param([("busy", "2")], "completed", "busy", id="busy"),
        pytest.param([("no-answer", "2")], "completed", "no_answer", id="no answer"),
        pytest.param([("canceled", "2")], "completed", "canceled", id="canceled"),
        pytest.param([("failed", "2")], "failed", "carrier_failed", id="failed"),
    ],
)
def test_call_status(
    carrier: Carrier, database: Database, reports: list[tuple[str, str]], status: str, end_reason: str | None
) -> None:
    carrier.ask("voice-webhook")
    answers = {report(carrier, *one) for one in reports}

    call = kept_call(database, CALL)
    assert answers == {204}
    assert (call["status"], call["end_reason"]) == (status, end_reason)


NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = NOW - timedelta(hours=1)
ENDED = NOW - timedelta(minutes=50)


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        pytest.param(format_datetime(ENDED), ENDED, id="late"),
        pytest.param(format_datetime(ENDED, usegmt=True), ENDED, id="late, in GMT"),
        pytest.param(
            format_datetime(NOW - timedelta(seconds=3)), NOW, id="in time: our clock is more precise"
        ),
        pytest.param(format_datetime(NOW + timedelta(hours=1)), NOW, id="in the future"),
        pytest.param(format_datetime(NOW - timedelta(days=3)), NOW, id="older than any call"),
        pytest.param("yesterday", NOW, id="no time"),
        pytest.param(f"Fri, {'9' * 20} Nov 2026 10:00:00 +0000", NOW, id="a number too large for a date"),
        pytest.param("", NOW, id="none"),
    ],
)
def test_when_a_status_began(timestamp: str, expected: datetime) -> None:
    assert happened_at(timestamp, NOW) == expected


def test_a_call_ended_when_it_did_however_late_that_is_reported(carrier: Carrier, database: Database) -> None:
    started = CallStarted("inbound", "+34600111222", "+34971550100", False, False)
    carrier.switchboard.recorder.record(CALL, started, LONG_AGO)
    carrier.switchboard.recorder.record(CALL, CallAnswered(), LONG_AGO)
    reported = {"CallStatus": "completed", "SequenceNumber": "3", "Timestamp": format_datetime(ENDED)}
    carrier.post("status", reported)

    call = kept_call(database, CALL)
    assert (call["ended_at"], call["duration_seconds"]) == (ENDED, 600)


def test_who_ended_the_stream_knows_why(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    carrier.switchboard.next_steps.decide(CALL, NextStep(Step.HANG_UP, "max_duration"))
    report(carrier, "completed", "3")

    assert kept_call(database, CALL)["end_reason"] == "max_duration"


def test_an_unknown_call_is_none(carrier: Carrier, database: Database) -> None:
    assert report(carrier, "completed", "3") == 204
    assert not is_kept(database, CALL)


def test_a_person_who_answers_is_noted_at_the_callers_call(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    carrier.post("status", {"CallSid": CHILD, "ParentCallSid": CALL, "CallStatus": "in-progress"})
    carrier.post("status", {"CallSid": CHILD, "ParentCallSid": CALL, "CallStatus": "completed"})

    call = kept_call(database, CALL)
    assert (call["status"], call["facts"]["forward_answered"]) == ("ringing", True)
    assert not is_kept(database, CHILD)


def test_a_stream_error_is_kept(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    carrier.post("stream-status", {"StreamEvent": "stream-started"})
    answer = carrier.post("stream-status", {"StreamEvent": "stream-error", "StreamError": "31920"})

    assert answer.status_code == 204
    assert kept_call(database, CALL)["facts"]["stream_error"] == "31920"


def test_a_recording_is_kept(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    carrier.post("recording", {"RecordingSid": "RE1", "RecordingUrl": "https://x.example/RE1"})

    recording = kept_call(database, CALL)["facts"]["carrier_recording"]
    assert recording == {"RecordingSid": "RE1", "RecordingUrl": "https://x.example/RE1"}
