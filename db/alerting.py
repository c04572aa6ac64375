"""An organization's alert settings: disabled rules, sensitivity, e-mail recipients. Pure; stored in its settings."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from db.reporting import Address

# The watch runs every two minutes: whoever has not seen it for so long says so.
WATCH_SILENT = timedelta(minutes=10)
ALERTS_SETTING = "alerts"  # a key of an organization's settings
Sensitivity = Literal["calm", "normal", "keen"]
SENSITIVITIES: tuple[Sensitivity, ...] = ("calm", "normal", "keen")
# Rule names, in the order of display. `workers.watch.rules` defines how the figures are judged.
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
    "experiment",
    "ai_budget",
    "ai_suspended",
    "jobs_stuck",
    "unread_calls",
    "recordings",
    "reports",
)
RULES = (*FIGURES, *FACTS)
# Shown only to the organization that runs the server.
OF_THE_SERVER = ("ai_suspended", "jobs_stuck")


class AlertRules(BaseModel):
    """`off`: names of disabled rules. A keener sensitivity finds more and has more false alarms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    off: tuple[str, ...] = ()
    sensitivity: Sensitivity = "normal"
    recipients: tuple[Address, ...] = Field(default=(), max_length=20)


def read_alert_rules(settings: Mapping[str, Any]) -> AlertRules:
    """Invalid settings count as not set: the default rules then apply."""
    try:
        return AlertRules.model_validate(settings.get(ALERTS_SETTING) or {})
    except ValidationError:
        return AlertRules()
