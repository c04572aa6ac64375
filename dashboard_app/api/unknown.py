"""404 as JSON for unknown paths under our prefixes; without it Dash answers every path with a page."""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter

from dashboard_app.access.rules import is_for_programs
from dashboard_app.errors import refuse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOTHING = "There is nothing at this address."
OURS = {"unknown.refuse_unknown", "unknown.refuse_upgrade"}
blueprint = Blueprint("unknown", __name__)


def refuse_unknown(rest: str = "") -> Response:  # noqa: ARG001 (the rule gives it)
    adapter = current_app.url_map.bind_to_environ(request.environ)
    if is_known(adapter, "GET", websocket=True):
        return require_upgrade()
    allowed = [method for method in METHODS if is_known(adapter, method)]
    raise MethodNotAllowed(valid_methods=allowed) if allowed else NotFound(NOTHING)


def require_upgrade() -> Response:
    """RFC 9110: 426 names the protocol to ask for."""
    answer = refuse(426, "upgrade_required", "This is the address of a WebSocket.")
    answer.headers["Upgrade"], answer.headers["Connection"] = "websocket", "Upgrade"
    return answer


def refuse_upgrade(rest: str = "") -> Response:  # noqa: ARG001 (the rule gives it)
    """Without a rule for upgrades, one to an unknown address would be told that it is malformed."""
    raise NotFound(NOTHING)


@blueprint.before_app_request
def refuse_doubled_slashes() -> None:
    """No rule of ours has them, and the rules above do not match them: they would be answered with a page."""
    if "//" in request.path and is_for_programs(request.path):
        raise NotFound(NOTHING)


for prefix in ("/api", "/ws", "/health"):
    for rule in (prefix, f"{prefix}/", f"{prefix}/<path:rest>"):
        blueprint.add_url_rule(rule, view_func=refuse_unknown, methods=METHODS)
        blueprint.add_url_rule(rule, view_func=refuse_upgrade, methods=["GET"], websocket=True)


def is_known(adapter: MapAdapter, method: str, *, websocket: bool = False) -> bool:
    try:
        endpoint, _ = adapter.match(method=method, websocket=websocket)
    except HTTPException:
        return False
    return str(endpoint) not in OURS
