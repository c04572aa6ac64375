"""Dialogues of a few words, so that a whole call takes a second."""

from typing import Any

from bridge.simulators.script import Script

HELLO = {"agent": "Hola, diga."}
BYE = {"agent": "Adiós.", "end_call": True}
LONG = {"agent": "Mire, tenemos hueco el lunes, el martes, el miércoles y el jueves por la mañana."}
PATIENT = {"patience_seconds": 60}
QUICK_FORWARD = {"ring_seconds": 0.5, "talk_seconds": 1}


def script(*turns: dict[str, Any], **more: Any) -> Script:
    return Script.model_validate(
        {"name": "test", "title": "Test", "language": "es", "turns": list(turns)} | more
    )
