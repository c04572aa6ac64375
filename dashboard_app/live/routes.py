"""`/ws/metrics` and `/ws/conversations/<id>`: everything is checked before the handshake, so a refusal is plain HTTP."""

import logging
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, g, request
from flask_sock import Sock

from dashboard_app.access.members import member, pass_of
from dashboard_app.errors import ApiError
from dashboard_app.live.follower import Follower, Room
from dashboard_app.live.frames import text_frame
from dashboard_app.live.hub import Hub
from dashboard_app.live.wire import SharedSocket
from dashboard_app.viewer import database
from db.errors import DATABASE_AWAY
from db.queries.conversations import conversation_exists
from db.queries.events import events_after, newest_event_id

log = logging.getLogger(__name__)
PAGE = 500
START_SECONDS = 3.0
EVENT_ID = re.compile(r"[0-9]{1,19}")
MAX_EVENT_ID = 2**63 - 1
TRY_AGAIN_LATER = 1013
SESSION_OVER = 4401

blueprint = Blueprint("live", __name__)
sock = Sock()


def hub() -> Hub:
    found: Hub = current_app.extensions["live_hub"]
    return found


@blueprint.before_request
def check() -> None:
    g.after = wanted_after(request.args.get("after"))
    g.room = wanted_room(request.view_args or {})
    hub().start()
    if not hub().is_ready(START_SECONDS):
        raise ApiError(503, "live_unavailable", "Live events are not available right now.")
    if not current_app.extensions["live_seats"].take():
        raise ApiError(503, "too_many_sockets", "This server follows as many browsers as it can.")


def wanted_after(value: str | None) -> int | None:
    if value is None:
        return None
    if not EVENT_ID.fullmatch(value) or int(value) > MAX_EVENT_ID:
        raise ApiError(422, "invalid_after", "`after` must be the id of an event.")
    return int(value)


def wanted_room(view_args: dict[str, Any]) -> Room:
    organization_id = member().organization_id
    if "conversation_id" not in view_args:
        return Room(organization_id)
    try:
        conversation_id = UUID(view_args["conversation_id"])
    except ValueError:
        conversation_id = None
    with database().reading() as session:
        if conversation_id is None or not conversation_exists(session, conversation_id, organization_id):
            raise ApiError(404, "unknown_conversation", "There is no such conversation.")
    return Room(organization_id, conversation_id)


@sock.route("/ws/metrics", bp=blueprint)  # type: ignore[untyped-decorator]  # flask-sock has no types
def follow_metrics(connection: Any) -> None:
    follow(connection)


@sock.route("/ws/conversations/<conversation_id>", bp=blueprint)  # type: ignore[untyped-decorator]
def follow_conversation(connection: Any, conversation_id: str) -> None:  # noqa: ARG001 (the check has read it)
    follow(connection)


def follow(connection: Any) -> None:
    """Must not raise: an HTTP error page would be written to an open socket."""
    connection.sock = SharedSocket(connection.sock)
    follower = Follower(connection.sock, g.room, pass_of(member()))
    try:
        if start(follower):
            stay(connection)
    except DATABASE_AWAY as error:
        log.warning("replay broken off error=%s", str(error).splitlines()[0])
        connection.close(TRY_AGAIN_LATER)
    finally:
        hub().leave(follower)


def start(follower: Follower) -> bool:
    """The follower receives events after the hub's cursor from the hub, earlier ones from here."""
    room, cursor = follower.room, hub().join(follower)
    after = cursor if g.after is None else g.after
    log.info("live socket open conversation=%s after=%d cursor=%d", room.conversation_id, after, cursor)
    is_from_another_life = after > cursor and after > newest()
    greeting = hub().ping(room, cursor, {"reset": True} if is_from_another_life else None)
    return (
        follower.catch_up(missed(room, after, cursor))
        and follower.catch_up([greeting])
        and follower.go_live()
    )


def stay(connection: Any) -> None:
    """Until the browser closes, or the hub sends it away: ConnectionClosed. Browsers send nothing else."""
    while True:
        connection.receive()


def missed(room: Room, after: int, cursor: int) -> Iterator[bytes]:
    while after < cursor:
        with database().reading() as session:
            events = events_after(
                session,
                after=after,
                until=cursor,
                organization_id=room.organization_id,
                conversation_id=room.conversation_id,
                limit=PAGE,
            )
        yield from (text_frame(event.to_wire()) for event in events)
        if len(events) < PAGE:
            return
        after = events[-1].id


def newest() -> int:
    with database().reading() as session:
        return newest_event_id(session)
