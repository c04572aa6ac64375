"""Whether an organization records its calls, how callers are told, and for how long recordings are kept. Pure; stored in its settings."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from db.telephone.rules import Language, Number, Sentence

RECORDING_SETTING = "recording"  # a key of an organization's settings


class RecordingRules(BaseModel):
    """Recorded callers always hear a notice: from the carrier before the agent speaks, or in the agent's first message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    numbers: dict[Number, bool] = {}  # overrides `enabled` per called number
    notice: Literal["carrier", "agent"] = "carrier"
    text: dict[Language, Sentence] = {}  # replaces our own notice
    retention_days: int = Field(default=90, ge=1, le=3650)

    def records(self, number: str) -> bool:
        return self.numbers.get(number, self.enabled)


def read_recording_rules(settings: dict[str, Any]) -> RecordingRules:
    """Raises ValidationError."""
    return RecordingRules.model_validate(settings.get(RECORDING_SETTING) or {})
