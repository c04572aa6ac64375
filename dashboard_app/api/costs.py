"""`/api/costs`: costs of calls by day and ledger line, as the page of costs counts them."""

from datetime import timedelta
from typing import Annotated

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboard_app.access.members import member
from dashboard_app.filters import Day, parse
from dashboard_app.viewer import database
from db.queries.costs import cost_sums
from db.rendering import money

MAX_DAYS = 1100
blueprint = Blueprint("api_costs", __name__)


class CostsQuery(BaseModel):
    """Both days are inclusive."""

    model_config = ConfigDict(extra="forbid")

    first: Annotated[Day, Field(validation_alias="from")]
    last: Annotated[Day, Field(validation_alias="to")]

    @model_validator(mode="after")
    def is_a_period(self) -> "CostsQuery":
        if not timedelta(0) <= self.last - self.first < timedelta(days=MAX_DAYS):
            raise ValueError(f"to: must not be before `from`, and within {MAX_DAYS} days of it")
        return self


@blueprint.get("/api/costs")
def list_costs() -> Response:
    query = parse(CostsQuery, request.args.to_dict(flat=False))
    with database().reading() as session:
        found = cost_sums(session, member().organization_id, query.first, query.last)
    items = [
        {
            "day": one.day.isoformat(),
            "kind": one.kind,
            "currency": one.currency,
            "certainty": one.certainty,
            "lines": one.lines,
            "amount": money(one.amount),
        }
        for one in found
    ]
    return jsonify(items=items)
