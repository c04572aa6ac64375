"""Dialogues of a few syllables, so that a whole call takes a second."""

from typing import Any

from bridge.simulators.script import Script

GREETING = {"agent": "Hola, diga."}
GOODBYE = {"agent": "Adiós.", "end_call": True}
LONG_LINE = {"agent": "Mire, tenemos hueco el lunes, el martes, el miércoles y el jueves por la mañana."}


def script(*turns: dict[str, Any], **more: Any) -> Script:
    return Script.model_validate(
        {"name": "test", "title": "Test", "language": "es", "turns": list(turns)} | more
    )


HAPPY = script(GREETING, {"caller": "Buenas."}, GOODBYE)
