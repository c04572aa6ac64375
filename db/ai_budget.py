"""An organization's own budget for AI analyses, per day and month. Pure; stored in its settings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

BUDGET_SETTING = "ai_budget"  # a key of an organization's settings
MOST_EUR = 10_000
Euros = Annotated[Decimal, Field(ge=0, le=MOST_EUR, decimal_places=2, allow_inf_nan=False)]


class BudgetRules(BaseModel):
    """None: as the server is configured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day_eur: Euros | None = None
    month_eur: Euros | None = None


def read_budget_rules(settings: Mapping[str, Any]) -> BudgetRules:
    """What was written by hand and cannot be read counts as nothing said: the server's own budget holds then."""
    try:
        return BudgetRules.model_validate(settings.get(BUDGET_SETTING) or {})
    except ValidationError:
        return BudgetRules()
