"""A forwarded call: who answers hears what it is about; where nobody does, the agent, a recorder or a few words take it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from bridge.commands import Step
from bridge.next_step import NextStep
from bridge.resumption import SoFar
from bridge.simulators.carrier.verbs import Connect, Dial, Gather, Hangup, Record, Say
from db.actions.calls import add_facts, conversation_id_of
from db.actions.organizations import ensure_first_organization, set_setting
from db.database import Database
from tests.bridge.kept import kept_call
from tests.bridge.routes.conftest import CALL, CHILD, PUBLIC_URL, Carrier

LIVE = {"CallStatus": "in-progress"}
UNANSWERED = LIVE | {"DialCallStatus": "no-answer", "DialBridged": "false"}
ANSWERS = {"CallSid": CHILD, "ParentCallSid": CALL, "Direction": "outbound-dial", "From": "+34971550100"}
MESSAGE = {
    "RecordingSid": "RE" + "1" * 32,
    "RecordingUrl": "https://api.twilio.com/RE1",
    "RecordingDuration": "7",
}


def rule(database: Database, **rules: Any) -> None:
    with database.transaction() as session:
        ensure_first_organization(session)
        set_setting(session, slug="autobox", name="telephone", value=rules)


def close_now(database: Database) -> None:
    """The next day is the first to be open again, whenever the test runs."""
    today = datetime.now(UTC).date()
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in (-1, 1)]
    with database.transaction() as session:
        ensure_first_organization(session)
        set_setting(
            session, slug="autobox", name="opening_hours", value={"week": {}, "closed": ["..".join(days)]}
        )


def forwarded(carrier: Carrier, reason: str) -> None:
    carrier.switchboard.next_steps.decide(CALL, NextStep(Step.FORWARD, reason))
    (dial,) = carrier.ask("stream-ended", **LIVE)
    assert isinstance(dial, Dial)


@pytest.mark.parametrize(
    ("form", "end_reason"),
    [
        pytest.param({"DialCallStatus": "completed", "DialBridged": "true"}, "agent_failed", id="bridged"),
        pytest.param(
            {"DialCallStatus": "canceled", "CallStatus": "completed"},
            "caller_hangup",
            id="the caller hung up",
        ),
    ],
)
def test_a_forwarded_call_is_over(
    carrier: Carrier, database: Database, form: dict[str, str], end_reason: str
) -> None:
    forwarded(carrier, "agent_failed")

    assert carrier.ask("dial-ended?reason=agent_failed", **LIVE | form) == (Hangup(),)
    assert kept_call(database, CALL)["end_reason"] == end_reason


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"DialCallStatus": "completed", "DialBridged": "false"}, id="hung up on the whisper"),
        pytest.param({"DialCallStatus": "no-answer", "DialBridged": "false"}, id="no answer"),
        pytest.param({"DialCallStatus": "busy"}, id="busy"),
        pytest.param({"DialCallStatus": "failed"}, id="no such number"),
    ],
)
def test_a_message_is_taken_where_the_agent_has_failed(
    carrier: Carrier, database: Database, form: dict[str, str]
) -> None:
    forwarded(carrier, "agent_failed")
    say, record, end = carrier.ask("dial-ended?reason=agent_failed", **LIVE | form)

    assert isinstance(say, Say)
    assert isinstance(record, Record)
    assert end == Hangup()
    assert kept_call(database, CALL)["status"] == "forwarded"
    thanks = carrier.ask(path_of(record.action), **LIVE | MESSAGE)
    call = kept_call(database, CALL)
    assert isinstance(thanks[0], Say)
    assert (call["status"], call["end_reason"]) == ("completed", "forward_unanswered")
    assert call["facts"]["voicemail"] == {
        "recording_sid": MESSAGE["RecordingSid"],
        "url": MESSAGE["RecordingUrl"],
        "seconds": 7,
    }


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.removeprefix("/api/twilio/") + (f"?{parts.query}" if parts.query else "")


def test_the_recordings_own_report_changes_nothing(carrier: Carrier, database: Database) -> None:
    forwarded(carrier, "agent_failed")
    _say, record, _end = carrier.ask("dial-ended?reason=agent_failed", **UNANSWERED)
    assert isinstance(record, Record)
    for _ in range(2):
        carrier.post(path_of(record.status_callback), MESSAGE | {"RecordingStatus": "completed"})
    carrier.ask(path_of(record.action), **LIVE | MESSAGE)
    carrier.post(path_of(record.status_callback), MESSAGE | {"RecordingStatus": "completed"})

    assert kept_call(database, CALL)["facts"]["voicemail"]["seconds"] == 7


def test_a_caller_who_says_nothing_leaves_no_message(carrier: Carrier, database: Database) -> None:
    forwarded(carrier, "agent_failed")
    carrier.ask("dial-ended?reason=agent_failed", **UNANSWERED)
    carrier.post("recording?kind=voicemail", {"RecordingSid": "RE1", "RecordingStatus": "absent"})
    carrier.post("status", {"CallStatus": "completed", "SequenceNumber": "3"})

    call = kept_call(database, CALL)
    assert "voicemail" not in call["facts"]
    assert call["end_reason"] == "forward_unanswered"


def test_the_agent_takes_a_caller_back(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    forwarded(carrier, "transferred")
    carrier.switchboard.memories.keep(CALL, SoFar(5, "Caller: hola", 1.0))
    (connect,) = carrier.ask("dial-ended?reason=transferred", **UNANSWERED)

    assert isinstance(connect, Connect)
    ticket = carrier.switchboard.tokens.redeem(connect.stream.parameters["token"], CALL)
    assert (ticket.resumes, ticket.turns) == ("unanswered", 5)
    call = kept_call(database, CALL)
    assert (call["status"], call["facts"]["forward_unanswered"]) == ("in_progress", True)


def test_a_telephone_rings_once_in_a_call(carrier: Carrier) -> None:
    forwarded(carrier, "transferred")
    carrier.ask("dial-ended?reason=transferred", **UNANSWERED)
    say, record, _end = carrier.ask("stream-ended", **LIVE)

    assert isinstance(say, Say)
    assert isinstance(record, Record)


@pytest.mark.parametrize(
    ("unanswered", "kinds"), [("voicemail", (Say, Record, Hangup)), ("message", (Say, Hangup))]
)
def test_the_organization_decides_who_takes_it(
    carrier: Carrier, database: Database, unanswered: str, kinds: tuple[type, ...]
) -> None:
    rule(database, unanswered=unanswered)
    forwarded(carrier, "transferred")
    verbs = carrier.ask("dial-ended?reason=transferred", **UNANSWERED)

    assert tuple(map(type, verbs)) == kinds


@pytest.mark.parametrize(
    ("closed", "kinds"),
    [("ring", (Dial,)), ("voicemail", (Say, Record, Hangup)), ("message", (Say, Hangup))],
)
def test_outside_the_hours_no_mobile_need_ring(
    carrier: Carrier, database: Database, closed: str, kinds: tuple[type, ...]
) -> None:
    rule(database, closed=closed)
    close_now(database)
    carrier.switchboard.next_steps.decide(CALL, NextStep(Step.FORWARD, "transferred"))

    assert tuple(map(type, carrier.ask("stream-ended", **LIVE))) == kinds


def test_a_call_that_nothing_has_answered_goes_on_ringing(carrier: Carrier, database: Database) -> None:
    carrier.switchboard.pump.draining = True
    try:
        (dial,) = carrier.ask("voice-webhook")
    finally:
        carrier.switchboard.pump.draining = False

    assert isinstance(dial, Dial)
    assert dial.answer_on_bridge


def test_who_answers_is_told_what_it_is_about(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    with database.transaction() as session:
        add_facts(
            session, conversation_id=conversation_id_of(CALL), facts={"whisper": "Ana, por una avería."}
        )
    carrier.switchboard.next_steps.decide(CALL, NextStep(Step.FORWARD, "transferred"))
    (dial,) = carrier.ask("stream-ended", **LIVE)

    assert isinstance(dial, Dial)
    assert not dial.answer_on_bridge
    assert dial.numbers[0].url == f"{PUBLIC_URL}/api/twilio/whisper?call={CALL}"
    assert carrier.ask(f"whisper?call={CALL}", **ANSWERS) == (Say("Ana, por una avería.", "es-ES"),)


def test_who_answers_a_call_that_nobody_has_read_is_told_so_much(carrier: Carrier) -> None:
    (say,) = carrier.ask(f"whisper?call={CALL}", **ANSWERS)

    assert isinstance(say, Say)
    assert "pide hablar con una persona" in say.text


@pytest.mark.parametrize(("key", "verbs"), [("1", ()), ("2", (Hangup(),)), ("", (Hangup(),))])
def test_a_key_takes_the_call(carrier: Carrier, database: Database, key: str, verbs: tuple[Any, ...]) -> None:
    rule(database, accept_key=True)
    gather, end = carrier.ask(f"whisper?call={CALL}", **ANSWERS)

    assert isinstance(gather, Gather)
    assert end == Hangup()
    assert "pulse uno" in gather.prompt[-1].text
    assert carrier.ask(path_of(gather.action), **ANSWERS, Digits=key) == verbs


def test_no_whisper_where_none_is_wanted(carrier: Carrier, database: Database) -> None:
    rule(database, whisper=False, ring_seconds=12)
    carrier.switchboard.next_steps.decide(CALL, NextStep(Step.FORWARD, "transferred"))
    (dial,) = carrier.ask("stream-ended", **LIVE)

    assert isinstance(dial, Dial)
    assert (dial.numbers[0].url, dial.timeout_seconds) == ("", 12)
