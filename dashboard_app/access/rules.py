"""Permissions as pure decisions on a path, a method and a role. No request, no database."""

import re
from typing import Literal
from uuid import UUID

DELETERS = frozenset({"admin", "supervisor"})  # may delete recordings
WRITERS = frozenset({"admin", "supervisor", "staff"})
KEEPERS = frozenset({"admin", "supervisor"})  # see to how everything runs
THINKERS = KEEPERS | {"analyst"}  # look at figures, and at what is set
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Routes under /api and /ws check signatures or tokens themselves; /assets holds no data.
PUBLIC_PREFIXES = ("/assets/", "/language/", "/health/", "/api/twilio/")
PUBLIC_PATHS = frozenset(
    {
        "/login",
        "/forgotten-password",
        "/new-password",
        "/ws/elevenlabs-bridge",
        "/api/webhooks/elevenlabs",
        "/favicon.ico",
        "/_favicon.ico",
    }
)
SIGNED_PREFIXES = ("/api/twilio/", "/api/webhooks/elevenlabs", "/ws/elevenlabs-bridge")
# A user's own views, boards and preferences: every role may change them.
OWN_PREFIXES = (
    "/api/views",
    "/api/boards",
    "/api/preferences/",
)
ADMIN_WRITE_PREFIXES = ("/api/experiments",)  # everybody sees them
ADMIN_PREFIXES = ("/jobs", "/api/erasures", "/api/webhooks", "/api/alert-rules", "/api/alert-chat")
# They show the whole server: only for the organization that operates it.
HOST_PREFIXES = ("/jobs", "/metrics")
PROGRAM_PREFIXES = ("/api/", "/ws/", "/_dash", "/_reload-hash", "/metrics", "/health/")

CONVERSATION = re.compile(
    r"^/api/conversation/(?P<id>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:/|$)"
)

LISTENED = re.compile(r"^/ws/conversations/[^/]+/sound/?$")  # hearing a live call

# A call, or everything stored about its caller.
ERASED = re.compile(r"^/api/conversation/[^/]+(?:/caller)?/?$")

Denial = Literal["sign_in", "unauthenticated", "forbidden"]


def is_public(path: str) -> bool:
    return path in PUBLIC_PATHS or path.startswith(PUBLIC_PREFIXES)


def checks_signatures_itself(path: str) -> bool:
    """These routes are called by other machines, never by our browsers."""
    return path.startswith(SIGNED_PREFIXES)


def is_for_programs(path: str) -> bool:
    """Whether errors are JSON; anything else is a page for people."""
    return f"{path}/".startswith(PROGRAM_PREFIXES)


def denial(path: str, method: str, role: str | None, *, is_host: bool = True) -> Denial | None:
    """None if the request is allowed. `role` is None without a sign-in; `is_host`: member of the organization that
    operates the server.
    """
    if is_public(path):
        return None
    if role is None:
        return "unauthenticated" if is_for_programs(path) or method not in SAFE_METHODS else "sign_in"
    return None if is_allowed(path, method, role, is_host=is_host) else "forbidden"


def is_allowed(path: str, method: str, role: str, *, is_host: bool) -> bool:
    if path.startswith(HOST_PREFIXES) and not is_host:
        return False
    if path.startswith(ADMIN_PREFIXES) or (
        path.startswith(ADMIN_WRITE_PREFIXES) and method not in SAFE_METHODS
    ):
        return role == "admin"
    if LISTENED.match(path):
        return role in WRITERS
    if method == "DELETE" and ERASED.match(path):
        return role == "admin"
    if path.startswith("/api/") and method == "DELETE" and path.endswith("/recording"):
        return role in DELETERS
    if path.startswith(OWN_PREFIXES):
        return True
    if path.startswith("/api/") and method not in SAFE_METHODS:
        return role in WRITERS
    return True


def conversation_in(path: str) -> UUID | None:
    """The conversation id in the path, if there is one."""
    found = CONVERSATION.match(path)
    return UUID(found["id"]) if found else None
