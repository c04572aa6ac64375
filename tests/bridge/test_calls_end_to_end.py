"""Whole calls: the simulated carrier rings, the bridge connects it to the simulated agent, the database remembers."""

from typing import Any

import pytest

from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import Conversation, Turn
from tests.bridge.conftest import MOBILE, RunningBridge


def conversation(database: Database, call_sid: str) -> Conversation:
    with database.reading() as session:
        found = session.get(Conversation, conversation_id_of(call_sid))
    assert found is not None
    return found


def test_a_call_is_answered_spoken_and_remembered(running: RunningBridge, database: Database) -> None:
    result = running.dial("es-oil-change")
    assert result.errors == ()
    kept = conversation(database, result.call_sid)
    assert (kept.status, kept.end_reason) == ("completed", "agent_hangup")
