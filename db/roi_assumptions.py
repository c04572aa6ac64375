"""An organization's assumptions for the return on investment, where calls cannot tell. Pure; stored in its settings."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

ROI_SETTING = "roi"  # a key of an organization's settings
Euros = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Assumptions(BaseModel):
    """None: nobody has said, so the sector template's value counts, or ours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    average_ticket_euros: Euros | None = None  # what a kept appointment brings
    gross_margin: Share | None = None  # of it, after materials and labour
    kept_share: Share | None = None  # of the appointments that callers keep
    missed_call_share_before: Share | None = None  # of calls that nobody answered before
    hourly_wage_euros: Euros | None = None  # of whoever would answer otherwise, with its taxes
    fixed_euros_per_month: Euros | None = None  # what has to be paid beside the calls' own costs


def read_assumptions(settings: dict[str, Any]) -> Assumptions:
    """Raises ValidationError."""
    return Assumptions.model_validate(settings.get(ROI_SETTING) or {})
