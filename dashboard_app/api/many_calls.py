"""`/api/conversations/actions`: one action on up to 200 calls."""

from flask import Blueprint, Response, jsonify

from dashboard_app.api.body import body
from dashboard_app.many_calls import Order, carry_out

blueprint = Blueprint("api_many_calls", __name__)


@blueprint.post("/api/conversations/actions")
def act() -> Response:
    return jsonify(carry_out(body(Order)))
