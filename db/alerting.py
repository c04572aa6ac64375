"""Which alerts an organization wants, how soon, and who hears of them by e-mail. Pure; kept in its settings."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from db.reporting import Address

ALERTS_SETTING = "alerts"  # a key of an organization's settings
Sensitivity = Literal["calm", "normal", "keen"]
SENSITIVITIES: tuple[Sensitivity, ...] = ("calm", "normal", "keen")
# By their names, in the order in which people are shown them. `workers.watch.rules` says how the figures among them are judged.
FIGURES = (
    "faults",
    "missed",
    "tools",
    "abandoned",
    "unbooked",
    "person_away",
    "language",
    "notices",
    "criterion",
)
FACTS = (
    "broken_transfer",
    "ai_budget",
    "ai_suspended",
    "jobs_stuck",
    "unread_calls",
    "recordings",
    "reports",
)
RULES = (*FIGURES, *FACTS)
OF_THE_SERVER = (
    "ai_suspended",
    "jobs_stuck",
)  # only the organization that runs it can do anything about them


class AlertRules(BaseModel):
    """`off` are names of rules. Keen sees more, and is wrong more often."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    off: tuple[str, ...] = ()
    sensitivity: Sensitivity = "normal"
    recipients: tuple[Address, ...] = Field(default=(), max_length=20)


def read_alert_rules(settings: Mapping[str, Any]) -> AlertRules:
    """What was written by hand and cannot be read counts as nothing said: it is better to watch than not to."""
    try:
        return AlertRules.model_validate(settings.get(ALERTS_SETTING) or {})
    except ValidationError:
        return AlertRules()
