"""An agent that is lost before it answers: how long the caller then hears nothing, counted in the frames of their own telephone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bridge.simulators.exchange import SimulatedCall
from db.database import Database
from db.sound.tape import AGENT, AGENT_LOST, CALLER, NOTE, read_entries, read_label, tapes_of
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, script
from tests.bridge.kept import kept_call, know_organization
from tests.waiting import TEST_TIMEOUT_SECONDS

FRAME_MS, MAX_SILENCE_MS = 20, 2000
ASKS, AGAIN = {"caller": "¿Tienen hora mañana?"}, {"caller": "¿Sigue ahí?"}
FAR_AWAY = {"delay_seconds": 0.5}  # of the agent: every connection takes so long
LOSSES: list[dict[str, Any]] = [
    {"kind": "drop"},
    {"kind": "close", "code": 1011},
    {"kind": "close", "code": 1002},
]
AS_IN_LIFE = 1.0  # a frame that the telephone sends is then 20 ms of the caller's time


@pytest.fixture
def bridge_environment(bridge_environment: dict[str, str]) -> dict[str, str]:
    return bridge_environment | {"RECORD_CALLS": "on", "SIMULATED_SPEED": str(AS_IN_LIFE)}


def silence_ms(tape: Path) -> int:
    """From the loss to the first sound of the new session. Nothing of the old one was still to be heard."""
    with tape.open("rb") as file:
        entries = list(read_entries(file, read_label(file)))
    lost = next(place for place, one in enumerate(entries) if (one.kind, one.body) == (NOTE, AGENT_LOST))
    sound = next(place for place, one in enumerate(entries) if one.kind == AGENT and place > lost)
    return FRAME_MS * sum(one.kind == CALLER for one in entries[lost:sound])


def test_a_lost_agent_costs_at_most_two_seconds_of_silence(
    running: RunningBridge, database: Database
) -> None:
    board = running.switchboard
    know_organization(database, board.front_desk)

    def call(fault: dict[str, Any]) -> str:
        dialogue = script(HELLO, ASKS, {"agent": "", "fault": fault}, AGAIN, BYE, outage=FAR_AWAY)
        webhook = f"{running.url}/api/twilio/voice-webhook"
        status = f"{running.url}/api/twilio/status"
        return running.simulators.dial(SimulatedCall(dialogue, webhook, status_callback_url=status)).call_sid

    with ThreadPoolExecutor(len(LOSSES)) as callers:
        calls = list(callers.map(call, LOSSES))
    assert board.taping.flush(TEST_TIMEOUT_SECONDS)
    assert board.recorder.flush(TEST_TIMEOUT_SECONDS)

    silences = [silence_ms(tape) for sid in calls for tape in tapes_of(board.settings.data_dir, sid)]
    assert len(silences) == len(LOSSES)
    assert all(0 < silence <= MAX_SILENCE_MS for silence in silences), silences
    for call_sid in calls:
        kept = kept_call(database, call_sid)
        assert (kept["end_reason"], kept["facts"]["agent_reconnected"]) == ("agent_hangup", True)
