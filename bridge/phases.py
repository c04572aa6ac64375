"""The phases of a call, and how it is going to end. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from bridge.commands import Step


class Phase(StrEnum):
    CONNECTING = "connecting"
    TALKING = "talking"
    LEAVING = "leaving"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Departure:
    step: Step
    reason: str
