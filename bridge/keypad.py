"""Collects the caller's key presses into one message for the agent, whose protocol has no event for them. Pure."""

from dataclasses import dataclass
from typing import Any

MAX_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Entry:
    digits: str
    began_ms: int
    ended_ms: int

    @property
    def message(self) -> dict[str, Any]:
        """As a user's message."""
        return {"type": "user_message", "text": f"[keypad] {self.digits}"}


@dataclass(slots=True)
class Keypad:
    digits: str = ""
    began_ms: int = 0
    ended_ms: int = 0

    def press(self, digit: str, at_ms: int) -> bool:
        """True when the entry is complete."""
        self.began_ms, self.ended_ms = self.began_ms if self.digits else at_ms, at_ms
        if digit != "#":
            self.digits += digit[:1]
        return digit == "#" or len(self.digits) >= MAX_DIGITS

    def take(self) -> Entry | None:
        """What was entered, once; None when nothing was."""
        digits, self.digits = self.digits, ""
        return Entry(digits, self.began_ms, self.ended_ms) if digits else None
