"""An organization's assumptions for the return on investment, which calls cannot show. Pure; stored in its settings."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

ROI_SETTING = "roi"  # a key of an organization's settings
Euros = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Assumptions(BaseModel):
    """None means not set: then the sector template's value is used, or ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    average_ticket_euros: Euros | None = None  # revenue of a kept appointment
    gross_margin: Share | None = None  # share of the revenue, after materials and labour
    kept_share: Share | None = None  # share of appointments that callers keep
    missed_call_share_before: Share | None = None  # share of calls that were missed before
    hourly_wage_euros: Euros | None = None  # wage of the person who would answer otherwise, including taxes
    fixed_euros_per_month: Euros | None = None  # fixed costs besides the calls' own


def read_assumptions(settings: dict[str, Any]) -> Assumptions:
    """Raises ValidationError."""
    return Assumptions.model_validate(settings.get(ROI_SETTING) or {})
