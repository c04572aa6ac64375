"""The one gate in front of the whole server: everything that is not public needs a signed-in user with permission."""

import logging
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, request

from dashboard_app.access.members import bearer_token, find_member
from dashboard_app.access.origin import is_same_origin
from dashboard_app.access.recent import RecentMembers
from dashboard_app.access.rules import (
    SAFE_METHODS,
    checks_signatures_itself,
    conversation_in,
    denial,
    is_public,
)
from dashboard_app.errors import refuse
from dashboard_app.settings import DashboardSettings
from db.database import Database
from db.loopback import comes_from_here
from db.queries.organizations import owner_of_conversation

log = logging.getLogger(__name__)
DRAWN_FOR = "X-AutoBox-Member"  # set by assets/11_session_expired.js


def init_app(server: Flask, settings: DashboardSettings) -> None:
    hosts = frozenset({settings.public_host})

    def guard() -> Response | None:
        return check_origin(hosts) or check_member() or check_conversation()

    server.extensions["recent_members"] = RecentMembers()
    server.before_request(guard)


def check_origin(hosts: frozenset[str]) -> Response | None:
    is_harmless = request.method in SAFE_METHODS and request.headers.get("Upgrade") is None
    if is_harmless or checks_signatures_itself(request.path) or bearer_token() is not None:
        return None
    if is_same_origin(request.headers, hosts | {request.host}):
        return None
    log.warning(
        "request from another site refused path=%s origin=%s", request.path, request.headers.get("Origin")
    )
    return refuse(403, "cross_origin", "This request comes from another site.")


def check_member() -> Response | None:
    if is_public(request.path) or is_local_scrape():
        return None
    found = find_member()
    if found is not None and is_drawn_for_another(str(found.id)):
        return refuse(401, "another_member", "Somebody else has signed in meanwhile. Load the page again.")
    role, is_host = (found.role, found.is_host) if found else (None, False)
    match denial(request.path, request.method, role, is_host=is_host):
        case None:
            g.member = found
            return None
        case "sign_in":
            return ask_to_sign_in()
        case "unauthenticated":
            answer = refuse(401, "unauthenticated", "Sign in, or send a bearer token.")
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        case "forbidden":
            log.warning("request refused path=%s role=%s", request.path, role)
            return refuse(403, "forbidden", "Your role does not allow this.")


def is_drawn_for_another(member_id: str) -> bool:
    """Whether the page that asks shows what somebody else may see, whose session another tab of the browser has replaced:
    what is written there would be kept for the wrong business. Programs do not say whom they ask for.
    """
    return request.headers.get(DRAWN_FOR, member_id) != member_id


def check_conversation() -> Response | None:
    """Answers 404 for a call of another organization, on every route: the same answer as for an unknown id."""
    wanted = conversation_in(request.path)
    if wanted is None or "member" not in g:
        return None
    database: Database = current_app.extensions["database"]
    with database.reading() as session:
        owner = owner_of_conversation(session, wanted)
    if owner == g.member.organization_id:
        return None
    if owner is not None:
        log.warning("call of another organization asked for path=%s", request.path)
    return refuse(404, "unknown_conversation", "There is no such conversation.")


def ask_to_sign_in() -> Response:
    wanted = request.full_path.rstrip("?")
    query = "" if wanted == "/" else "?" + urlencode({"next": wanted})
    return redirect(f"/login{query}")  # type: ignore[return-value]


def is_local_scrape() -> bool:
    """Prometheus on this machine needs no token."""
    return request.path == "/metrics" and comes_from_here(request.headers, request.remote_addr or "")
