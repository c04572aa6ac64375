"""Under our prefixes: 404 as JSON for unknown paths, without which Dash answers every path with a page; and which methods the known ones have."""

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter

from dashboard_app.access.rules import is_for_programs
from dashboard_app.errors import refuse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PREFIXES = ("/api", "/ws", "/health")
NOTHING = "There is nothing at this address."
# Rules that only refuse: no method is allowed because of them.
REFUSALS = {"unknown.refuse_unknown", "unknown.refuse_upgrade", "post_call.only_post"}
blueprint = Blueprint("unknown", __name__)


def refuse_unknown(rest: str = "") -> Response:  # noqa: ARG001 (the rule gives it)
    adapter = current_app.url_map.bind_to_environ(request.environ)
    if is_known(adapter, "GET", websocket=True):
        return require_upgrade()
    raise MethodNotAllowed(valid_methods=allowed_methods(adapter))


def allowed_methods(adapter: MapAdapter) -> list[str]:
    """Raises NotFound where there are none."""
    found = [method for method in METHODS if is_known(adapter, method)]
    if not found and is_known(adapter, "GET", websocket=True):
        found = ["GET"]
    if not found:
        raise NotFound(NOTHING)
    return [*found, "OPTIONS"]


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


@blueprint.before_app_request
def tell_methods() -> Response | None:
    """To OPTIONS, and to methods that no rule has: Flask would name those of the rules that refuse, too."""
    if not f"{request.path}/".startswith(tuple(f"{prefix}/" for prefix in PREFIXES)):
        return None
    if isinstance(request.routing_exception, MethodNotAllowed):
        return refuse_unknown()
    if request.method != "OPTIONS":
        return None
    adapter = current_app.url_map.bind_to_environ(request.environ)
    return Response(status=204, headers={"Allow": ", ".join(allowed_methods(adapter))})


for prefix in PREFIXES:
    for rule in (prefix, f"{prefix}/", f"{prefix}/<path:rest>"):
        blueprint.add_url_rule(rule, view_func=refuse_unknown, methods=METHODS)
        blueprint.add_url_rule(rule, view_func=refuse_upgrade, methods=["GET"], websocket=True)


def is_known(adapter: MapAdapter, method: str, *, websocket: bool = False) -> bool:
    try:
        endpoint, _ = adapter.match(method=method, websocket=websocket)
    except HTTPException:
        return False
    return str(endpoint) not in REFUSALS
