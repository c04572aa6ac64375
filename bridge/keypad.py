"""Collects the caller's key presses into one message for the agent, whose protocol has no event for them. Pure."""

from dataclasses import dataclass
from typing import Any

MAX_DIGITS = 32


@dataclass(slots=True)
class Keypad:
    digits: str = ""

    def press(self, digit: str) -> bool:
        """True when the entry is complete."""
        if digit != "#":
            self.digits += digit[:1]
        return digit == "#" or len(self.digits) >= MAX_DIGITS

    def message(self) -> dict[str, Any] | None:
        """The entry as a user's message, once; None when nothing was entered."""
        digits, self.digits = self.digits, ""
        return {"type": "user_message", "text": f"[keypad] {digits}"} if digits else None
