"""The assumptions of the return on investment: meaning, default value, and who set it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard_app.i18n import N_
from db.roi_assumptions import Assumptions

DEFAULTS = {"kept_share": 0.85, "hourly_wage_euros": 16.0, "fixed_euros_per_month": 0.0}
UNKNOWN = {"average_ticket_euros": 0.0, "gross_margin": 0.0, "missed_call_share_before": 0.0}


@dataclass(frozen=True, slots=True)
class Assumption:
    """`title` and `meaning` are message ids. Shares are stored as 0 to 1, and shown and entered in percent."""

    name: str
    title: str
    meaning: str
    unit: str

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


ASSUMPTIONS = (
    Assumption(
        "missed_call_share_before",
        N_("Calls missed before"),
        N_("Of 100 calls, how many nobody would have answered without the agent."),
        "%",
    ),
    Assumption(
        "average_ticket_euros", N_("Average ticket"), N_("What a customer who comes pays on average."), "€"
    ),
    Assumption(
        "gross_margin", N_("Gross margin"), N_("What is left of it once materials and labour are paid."), "%"
    ),
    Assumption(
        "kept_share", N_("Appointments kept"), N_("Of 100 appointments, how many customers come to."), "%"
    ),
    Assumption(
        "hourly_wage_euros",
        N_("Cost of an hour at the front desk"),
        N_("Wage and taxes of whoever would have answered."),
        "€",
    ),
    Assumption(
        "fixed_euros_per_month",
        N_("Fixed costs a month"),
        N_("Subscriptions and servers that no call's costs hold."),
        "€",
    ),
)
BY_NAME = {one.name: one for one in ASSUMPTIONS}


@dataclass(frozen=True, slots=True)
class Assumed:
    """`origin`: `organization`, `sector`, or `ours` for our default."""

    value: float
    origin: str


def assumed(own_values: Assumptions, of_sector: Mapping[str, float]) -> dict[str, Assumed]:
    """By name: the organization's own value, else its sector's, else our default."""
    found: dict[str, Assumed] = {}
    for one in ASSUMPTIONS:
        own = getattr(own_values, one.name)
        if own is not None:
            found[one.name] = Assumed(float(own), "organization")
        elif one.name in of_sector:
            found[one.name] = Assumed(float(of_sector[one.name]), "sector")
        else:
            found[one.name] = Assumed({**UNKNOWN, **DEFAULTS}[one.name], "ours")
    return found
