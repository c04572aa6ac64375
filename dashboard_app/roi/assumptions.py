"""The assumptions of the return: meaning, default, and who set it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard_app.i18n import N_
from db.roi_assumptions import Assumptions

OURS = {"kept_share": 0.85, "hourly_wage_euros": 16.0, "fixed_euros_per_month": 0.0}
UNSAID = {"average_ticket_euros": 0.0, "gross_margin": 0.0, "missed_call_share_before": 0.0}


@dataclass(frozen=True, slots=True)
class Assumption:
    """`is_share`: shown and typed in percent. `unit` stands behind the number."""

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
        N_("Cost of an hour at the counter"),
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
    """`origin`: who says so."""

    value: float
    origin: str  # organization, sector, ours


def assumed(said: Assumptions, of_sector: Mapping[str, float]) -> dict[str, Assumed]:
    """The organization's own word first, then its sector's, then ours."""
    found: dict[str, Assumed] = {}
    for one in ASSUMPTIONS:
        own = getattr(said, one.name)
        if own is not None:
            found[one.name] = Assumed(float(own), "organization")
        elif one.name in of_sector:
            found[one.name] = Assumed(float(of_sector[one.name]), "sector")
        else:
            found[one.name] = Assumed({**UNSAID, **OURS}[one.name], "ours")
    return found
