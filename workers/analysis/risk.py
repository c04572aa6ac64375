"""The risk that a live call ends badly, from what was heard so far. Every reason is named; nothing is guessed."""

from dataclasses import dataclass
from typing import Literal

from workers.analysis.findings import ProgrammaticAnalysis

Level = Literal["low", "raised", "high"]
LONG_PAUSE_MS = 6000
PRESSING = ("critical", "high")


@dataclass(frozen=True, slots=True)
class Risk:
    level: Level
    reasons: tuple[str, ...]


def risk_so_far(reading: ProgrammaticAnalysis) -> Risk:
    """One indicator raises the risk, two make it high; danger to people is high by itself."""
    indicators = {
        "urgent": reading.urgency.value in PRESSING,
        "unhappy": reading.sentiment.value == "negative",
        "loop": any(repetition.loop for repetition in reading.repetitions),
        "misheard": bool(reading.contradictions),
        "wants_person": any(
            intent.value == "speak_to_person" for intent in (reading.intent, *reading.secondary_intents)
        ),
        "silence": any(pause.duration_ms >= LONG_PAUSE_MS for pause in reading.pauses if not pause.estimated),
        "machine": reading.line.value == "machine",
        "language": bool(reading.language.mismatch),
    }
    reasons = tuple(name for name, is_there in indicators.items() if is_there)
    if reading.urgency.value == "critical" or len(reasons) > 1:
        return Risk("high", reasons)
    return Risk("raised" if reasons else "low", reasons)
