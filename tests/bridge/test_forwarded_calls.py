"""Whole calls that a person was to take: whispered to, come back, left on the recorder."""

import pytest

from db.actions.organizations import ensure_first_organization, set_setting
from db.database import Database
from tests.bridge.conftest import SPEED, RunningBridge
from tests.bridge.dialogues import BYE, HELLO, script
from tests.bridge.kept import kept_call, kept_turns

TRANSFER = {
    "agent": "Le paso con un compañero.",
    "tool": {"name": "transfer_to_human", "parameters": {"reason": "precio"}},
}
NOBODY = {"outcome": "no-answer", "ring_seconds": 0.5}
AWAY = {"http_status": 429}


@pytest.fixture
def short_rings(database: Database) -> None:
    with database.transaction() as session:
        ensure_first_organization(session)
        set_setting(session, slug="autobox", name="telephone", value={"ring_seconds": 5, "accept_key": True})


def test_a_message_is_left(running: RunningBridge, database: Database) -> None:
    result = running.dial(script(outage=AWAY, forward={"outcome": "busy", "ring_seconds": 0.5}))

    call = kept_call(database, result.call_sid)
    prompt, thanks = result.said
    assert result.errors == ()
    assert "después de la señal" in prompt
    assert thanks.startswith("Gracias")
    assert (call["status"], call["end_reason"]) == ("completed", "forward_unanswered")
    assert call["facts"]["voicemail"]["seconds"] >= 2


def test_a_caller_who_leaves_no_message_is_not_forgotten(running: RunningBridge, database: Database) -> None:
    result = running.dial(script(outage=AWAY, voicemail="", forward={"outcome": "busy", "ring_seconds": 0.5}))

    call = kept_call(database, result.call_sid)
    assert (result.errors, call["end_reason"]) == ((), "forward_unanswered")
    assert "voicemail" not in call["facts"]


def test_a_caller_comes_back_to_the_agent(
    running: RunningBridge, database: Database, short_rings: None
) -> None:
    slow = {"caller": "Bueno, otra vez.", "pause_seconds": 10}  # the line rings before they have an answer
    again = TRANSFER | {"text_after_error": "No hay nadie."}
    turns = (HELLO, {"caller": "Una persona, por favor."}, TRANSFER, slow, again, {"caller": "Vale."}, BYE)
    result = running.dial(script(*turns, forward=NOBODY))

    call, kept = kept_call(database, result.call_sid), kept_turns(database, result.call_sid)
    assert (result.errors, result.streams, len(result.dialled)) == ((), 2, 1)
    assert (call["status"], call["end_reason"]) == ("completed", "agent_hangup")
    assert call["facts"]["forward_unanswered"]
    assert [turn["text"] for turn in kept] == [
        "Hola, diga.",
        "Una persona, por favor.",
        "Le paso con un compañero.",
        "Hola, diga.",  # which the simulated agent says whenever it begins
        "Bueno, otra vez.",
        "Le paso con un compañero.",
        "No hay nadie.",
        "Vale.",
        "Adiós.",
    ]
    times = [turn["started_ms"] for turn in kept]
    assert times == sorted(times)
    assert times[3] - times[2] > 5000 / SPEED  # the telephone rang meanwhile
    (context,) = running.simulators.agent.records()[0].context
    assert "nobody answered" in context
    assert "Una persona, por favor." in context


@pytest.mark.parametrize(("presses", "end_reason"), [("1", "agent_unreachable"), ("", "forward_unanswered")])
def test_a_mobiles_own_voicemail_takes_no_call(
    running: RunningBridge, database: Database, short_rings: None, presses: str, end_reason: str
) -> None:
    forward = {"ring_seconds": 0.5, "talk_seconds": 1, "presses": presses}
    result = running.dial(script(outage=AWAY, forward=forward))

    assert result.errors == ()
    assert "pulse uno" in result.whispered[-1]
    assert kept_call(database, result.call_sid)["end_reason"] == end_reason
    assert [leg.bridged for leg in result.dialled] == [presses == "1"]


def test_the_script_of_a_caller_whom_nobody_answers(
    running: RunningBridge, database: Database, short_rings: None
) -> None:
    result = running.dial("es-nobody-answers")

    assert (result.errors, result.streams) == ((), 2)
    assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"
