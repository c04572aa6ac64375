"""The card of a call's sound: the score with its reasons, or why there is none."""

from typing import Any

import pytest

from dashboard_app import texts
from dashboard_app.components.sound_card import sound_card
from db.models.recording import RECORDING_STATUSES
from db.models.sound import FIGURES
from tests.dashboard_app.reading import words
from workers.sound.quality import RULES

MEASURED: dict[str, Any] = {
    **dict.fromkeys(FIGURES, 0),
    "quality": 71,
    "reasons": [{"code": "noise", "points": 29, "value": 29.4}],
    "heard_gap_p50_ms": 1240,
    "heard_gap_max_ms": 2310,
    "first_audio_ms": None,
    "agent_speech_ms": 6000,
    "caller_speech_ms": 2000,
    "lost_share": 0.012,
}


def test_a_measured_call() -> None:
    said = words(sound_card({"status": "stored", "reason": None}, MEASURED))

    for part in ("71 de 100", "Ruido en la línea (−29)", "1,2 s", "2,3 s", "75", "1,2"):
        assert part in said
    assert "primera vez" not in said


def test_a_call_without_flaws() -> None:
    said = words(sound_card({"status": "stored", "reason": None}, MEASURED | {"quality": 100, "reasons": []}))

    assert "Nada que objetar." in said


WHY = {
    "recording": ("se está grabando", None),
    "captured": ("se está guardando", None),
    "stored": ("se está midiendo", None),
    "failed": ("el disco estaba lleno", "disk_full"),
    "absent": ("no llegó audio", "nothing_heard"),
    "deleted": ("había vencido su plazo", "retention"),
}


@pytest.mark.parametrize("status", RECORDING_STATUSES)
def test_why_there_is_none(status: str) -> None:
    why, reason = WHY[status]

    assert why in words(sound_card({"status": status, "reason": reason}, None))


def test_nobody_recorded_it() -> None:
    assert "no se grabó" in words(sound_card(None, None))


def test_every_reason_has_words() -> None:
    assert {rule.code for rule in RULES} == set(texts.SOUND_REASONS)
