"""What an organization wants done with calls that nobody can take, and how it greets. Pure; stored in its settings."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from db.telephone.hours import OpeningHours

HOURS_SETTING, RULES_SETTING = "opening_hours", "telephone"  # keys of an organization's settings
Language = Literal["es", "ca", "en", "de"]
LANGUAGES: tuple[Language, ...] = ("es", "ca", "en", "de")
Number = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{6,14}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class TelephoneRules(BaseModel):
    """`greeting` and `closed_greeting` are what the agent says first, where it allows that to be set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    closed: Literal["ring", "voicemail", "message"] = "ring"  # in place of the mobile, outside the hours
    unanswered: Literal["agent", "voicemail", "message"] = "agent"  # when nobody takes the forwarded call
    degraded: Literal["native", "person"] = "native"  # who serves while no voice process of ours can
    ring_seconds: int = Field(default=25, ge=5, le=120)
    whisper: bool = True  # tell the person who answers what the call is about
    accept_key: bool = False  # they must press 1: a mobile's own voicemail then takes no call
    languages: dict[Number, Language] = {}  # by the number that was called
    greeting: dict[Language, Sentence] = {}
    closed_greeting: dict[Language, Sentence] = {}


def read_rules(settings: dict[str, Any]) -> TelephoneRules:
    """Raises ValidationError."""
    return TelephoneRules.model_validate(settings.get(RULES_SETTING) or {})


def read_hours(settings: dict[str, Any]) -> OpeningHours | None:
    """None where no hours are set: then it is always open. Raises ValidationError."""
    found = settings.get(HOURS_SETTING)
    return OpeningHours.model_validate(found) if found else None


def faults(error: ValidationError) -> str:
    """In one line, for people: which setting, and what is wrong with it."""
    return "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
        for one in error.errors()
    )
