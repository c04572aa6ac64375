"""Costs of calls."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals
from dashboard_app.api.openapi.schemas import TEXT, WHOLE, listing, maybe, parameter, record
from db.models.analysis import CERTAINTIES, LEDGER_KINDS

DAY = {**TEXT, "format": "date"}
COSTS = operation(
    "list_costs",
    "Costs of a period's calls, by day and ledger line, without test calls and the staff's calls",
    parameters=[
        {**parameter("from", "The first day.", DAY), "required": True},
        {**parameter("to", "The last day, included.", DAY), "required": True},
    ],
    responses={"200": answer("By day, then by line.", "CostSums"), **refusals(_422="Invalid")},
)
PATHS: dict[str, Any] = {"/api/costs": {"get": COSTS}}
SCHEMAS: dict[str, Any] = {
    "CostSums": record(
        items=listing(
            record(
                day=DAY,
                kind={**TEXT, "enum": list(LEDGER_KINDS)},
                currency=TEXT,
                certainty={**TEXT, "enum": list(CERTAINTIES)},
                lines=WHOLE,
                amount=maybe(TEXT),
            )
        )
    )
}
