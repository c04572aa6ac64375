"""Calls of the library on bad lines, recorded and measured: what went wrong on the line is what is found in the sound."""

from collections.abc import Callable

import pytest

from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import SoundMeasurement, Turn
from db.sound.store import RecordingStore
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import know_organization, one_of
from tests.waiting import TEST_TIMEOUT_SECONDS
from workers.sound.assessing import measure_call
from workers.sound.storing import store_call

SPEED = 4
Measure = Callable[[str], dict[str, object]]


@pytest.fixture
def bridge_environment(bridge_environment: dict[str, str]) -> dict[str, str]:
    return bridge_environment | {"RECORD_CALLS": "on", "SIMULATED_SPEED": str(SPEED)}


@pytest.fixture
def measured(running: RunningBridge, database: Database) -> Measure:
    """What is found on the recording of a call."""
    store = RecordingStore.at("memory://recorded-calls")
    know_organization(database, running.switchboard.front_desk)

    def call(name: str) -> dict[str, object]:
        result = running.dial(name, speed=SPEED)
        assert running.switchboard.taping.flush(TEST_TIMEOUT_SECONDS)
        assert running.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)
        conversation_id = conversation_id_of(result.call_sid)
        store_call(database, store, running.switchboard.settings.data_dir, conversation_id)
        measure_call(database, store, conversation_id)
        (found,) = one_of(database, SoundMeasurement, SoundMeasurement.conversation_id == conversation_id)
        turns = one_of(database, Turn, Turn.conversation_id == conversation_id)
        speech = [
            region for region in found["regions"] if region["kind"] == "speech" and region["side"] == "agent"
        ]
        starts = {region["start_ms"] for region in speech}
        heard = [turn for turn in turns if turn["role"] == "agent" and turn["text"]]
        assert heard
        # Turns are on this clock.
        assert sum(turn["started_ms"] in starts for turn in heard) >= len(heard) - 1
        return found

    return call


def codes(found: dict[str, object]) -> set[str]:
    return {reason["code"] for reason in found["reasons"]}  # type: ignore[attr-defined]


def test_lost_frames_are_counted_and_filled(measured: Measure) -> None:
    found = measured("es-lost-frames")

    assert found["lost_share"] == pytest.approx(0.1, abs=0.03)
    assert "lost_audio" in codes(found)
    assert any(region["kind"] == "lost" for region in found["regions"])  # type: ignore[attr-defined]


def test_a_caller_who_cuts_in_is_seen(measured: Measure) -> None:
    found = measured("es-barge-in")

    assert int(found["caller_interruptions"]) >= 1  # type: ignore[call-overload]
    assert "lost_audio" not in codes(found)


def test_noise_is_heard(measured: Measure) -> None:
    assert float(measured("es-noisy-line")["caller_noise_db"]) > -60  # type: ignore[arg-type]
