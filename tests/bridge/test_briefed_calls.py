"""Whole calls of people who are known: the agent is told so, and speaks as it may."""

from dataclasses import replace

import pytest

from db.actions.calls import conversation_id_of, set_language
from db.actions.organizations import set_setting
from db.database import Database
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, script
from tests.bridge.kept import kept_call

TALK = script(HELLO, {"caller": "Buenas."}, BYE)


def call_again_in(running: RunningBridge, database: Database, language: str) -> dict[str, object]:
    """What the agent is told in the second call of somebody who spoke that language."""
    first = running.dial(TALK)
    with database.transaction() as session:
        set_language(session, conversation_id=conversation_id_of(first.call_sid), language=language)
        greeting = {"greeting": {"es": "Taller, dígame.", "de": "Werkstatt, guten Tag."}}
        set_setting(session, slug="autobox", name="telephone", value=greeting)
    running.switchboard.front_desk.forget()
    result = running.dial(TALK)
    assert result.errors == ()
    return running.simulators.agent.records()[0].initiation


def test_somebody_who_has_called_before_is_known(running: RunningBridge, database: Database) -> None:
    told = call_again_in(running, database, "de")

    variables = told["dynamic_variables"]
    assert isinstance(variables, dict)
    assert (variables["is_known_customer"], variables["customer_calls"]) == (True, 1)
    assert variables["caller_language"] == "de"
    assert told["conversation_config_override"] == {
        "agent": {"language": "de", "first_message": "Werkstatt, guten Tag."}
    }


def without_overrides(monkeypatch: pytest.MonkeyPatch, running: RunningBridge) -> None:
    """The agent allows nothing any more, whatever was read of it before."""
    service = running.simulators.agent
    monkeypatch.setattr(service, "settings", replace(service.settings, overridable=frozenset()))


def test_an_agent_that_refuses_is_asked_once_more_without(
    running: RunningBridge, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_again_in(running, database, "de")
    without_overrides(monkeypatch, running)
    result = running.dial(TALK)

    call = kept_call(database, result.call_sid)
    assert result.errors == ()
    assert call["end_reason"] == "agent_hangup"
    assert "override" in call["facts"]["overrides_refused"]
    assert "conversation_config_override" not in running.simulators.agent.records()[0].initiation
