"""An organization's own budget for AI analyses, per day and month. Pure; stored in its settings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUDGET_SETTING = "ai_budget"  # a key of an organization's settings
MAX_EUR = 10_000
Euros = Annotated[Decimal, Field(ge=0, le=MAX_EUR, decimal_places=2, allow_inf_nan=False)]


class BudgetRules(BaseModel):
    """None means the server's configured budget."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day_eur: Euros | None = None
    month_eur: Euros | None = None


def read_budget_rules(settings: Mapping[str, Any]) -> BudgetRules:
    """Invalid settings count as not set: then the server's configured budget applies."""
    try:
        return BudgetRules.model_validate(settings.get(BUDGET_SETTING) or {})
    except ValidationError:
        return BudgetRules()
