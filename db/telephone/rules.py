"""Telephone rules of an organization: what happens to calls that nobody takes, languages, greetings. Pure; stored in
its settings.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from db.telephone.hours import OpeningHours
from db.telephone.numbers import E164

HOURS_SETTING, RULES_SETTING = "opening_hours", "telephone"  # keys of an organization's settings
Language = Literal["es", "ca", "en", "de"]
LANGUAGES: tuple[Language, ...] = ("es", "ca", "en", "de")
Number = Annotated[str, StringConstraints(pattern=rf"^{E164.pattern}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class TelephoneRules(BaseModel):
    """`greeting` and `closed_greeting` are the agent's first message, if the agent allows that override."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    closed: Literal["ring", "voicemail", "message"] = "ring"  # what happens outside the hours
    # What happens if nobody takes the forwarded call.
    unanswered: Literal["agent", "voicemail", "message"] = "agent"
    degraded: Literal["native", "person"] = "native"  # who takes calls while no voice process is available
    ring_seconds: int = Field(default=25, ge=5, le=120)
    whisper: bool = True  # a sentence about the call, for the person who answers
    accept_key: bool = False  # the person must press 1, which a mobile's voicemail does not
    languages: dict[Number, Language] = {}  # by the number that was called
    greeting: dict[Language, Sentence] = {}
    closed_greeting: dict[Language, Sentence] = {}


def read_rules(settings: dict[str, Any]) -> TelephoneRules:
    """Raises ValidationError."""
    return TelephoneRules.model_validate(settings.get(RULES_SETTING) or {})


def read_hours(settings: dict[str, Any]) -> OpeningHours | None:
    """None if no hours are set: then it is always open. Raises ValidationError."""
    found = settings.get(HOURS_SETTING)
    return OpeningHours.model_validate(found) if found else None


def faults(error: ValidationError) -> str:
    """A one-line message for people: the invalid settings, each with its error."""
    return "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
        for one in error.errors()
    )
