"""The carrier's facts about a call, and the form parameters that it sends with every request."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

GEOGRAPHY = ("City", "State", "Zip", "Country")


def new_sid(prefix: str) -> str:
    """A Twilio identifier: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True)
class CallFacts:
    account_sid: str
    sid: str
    from_number: str
    to_number: str
    direction: str = "inbound"
    parent_sid: str = ""
    status: str = "queued"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: int = 0
    stir_verstat: str = ""
    answered_by: str = ""

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    def form(self) -> dict[str, str]:
        """Includes empty values, which are part of the signature: a receiver that drops them cannot verify it."""
        parameters = {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": self.status,
            "Direction": self.direction,
            "From": self.from_number,
            "To": self.to_number,
            "Caller": self.from_number,
            "Called": self.to_number,
        }
        parameters |= geography("From", self.from_number) | geography("Caller", self.from_number)
        parameters |= geography("To", self.to_number) | geography("Called", self.to_number)
        if self.parent_sid:
            parameters["ParentCallSid"] = self.parent_sid
        if self.stir_verstat:
            parameters["StirVerstat"] = self.stir_verstat
        if self.answered_by:
            parameters["AnsweredBy"] = self.answered_by
        return parameters


def geography(side: str, number: str) -> dict[str, str]:
    """Best effort, as at Twilio: only the country of Spanish numbers."""
    known = {"Country": "ES"} if number.startswith("+34") else {}
    return {f"{side}{part}": known.get(part, "") for part in GEOGRAPHY}
