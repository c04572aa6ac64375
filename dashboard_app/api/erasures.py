"""`DELETE /api/conversation/<id>` and `…/caller`: workers erase a call or everything about its caller; `/api/erasures`
shows progress and receipts.

Callers are named by the id of a call: their numbers must not appear in URLs, which servers log.
"""

import logging
from dataclasses import asdict
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import redis
from flask import Blueprint, Response, current_app, jsonify

from dashboard_app.access.members import member
from dashboard_app.api.analyses import own_conversation
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError
from dashboard_app.viewer import database
from db.actions.erasures import begin_erasure
from db.queries.erasure_scope import ErasureScope, StoredCounts, count_stored, erasure_under_way, number_of
from db.queries.erasures import ERASURES, erasure_of, erasures
from db.queries.frames import records
from db.rendering import moment

log = logging.getLogger(__name__)
blueprint = Blueprint("api_erasures", __name__)
NEWEST = 50


@blueprint.get("/api/conversation/<conversation_id>/erasure")
def show(conversation_id: str) -> Response:
    """`caller` is null if the number was withheld."""
    found_id = own_conversation(conversation_id)
    call, caller = only_call(found_id), whole_caller(found_id)
    with database().reading() as session:
        under_way = [erasure_under_way(session, scope) for scope in (caller, call) if scope is not None]
        return jsonify(
            call=rendered(count_stored(session, call)),
            caller=rendered(count_stored(session, caller)) if caller is not None else None,
            under_way=next((str(one) for one in under_way if one is not None), None),
        )


@blueprint.delete("/api/conversation/<conversation_id>")
def erase_call(conversation_id: str) -> tuple[Response, int]:
    return ordered(only_call(own_conversation(conversation_id)))


@blueprint.delete("/api/conversation/<conversation_id>/caller")
def erase_caller(conversation_id: str) -> tuple[Response, int]:
    caller = whole_caller(own_conversation(conversation_id))
    if caller is None:
        raise ApiError(409, "hidden_number", "The number was hidden: only the call itself can be erased.")
    return ordered(caller)


@blueprint.get("/api/erasures")
def show_newest() -> Response:
    with database().reading() as session:
        found = erasures(session, organization_id=member().organization_id, limit=NEWEST)
        return jsonify(items=[rendered_erasure(one) for one in records(found)])


@blueprint.get("/api/erasures/<erasure_id>")
def show_erasure(erasure_id: str) -> Response:
    return jsonify(found_erasure(erasure_id))


def only_call(conversation_id: UUID) -> ErasureScope:
    return ErasureScope(member().organization_id, conversation_id=conversation_id)


def whole_caller(conversation_id: UUID) -> ErasureScope | None:
    owner = member().organization_id
    with database().reading() as session:
        number = number_of(session, organization_id=owner, conversation_id=conversation_id)
    return ErasureScope(owner, number=number) if number is not None else None


def ordered(scope: ErasureScope) -> tuple[Response, int]:
    """If Redis is away the order is kept, and the clock has it carried out."""
    with database().transaction() as session:
        kept = count_stored(session, scope)
        if kept.calls == kept.running:
            raise ApiError(409, "call_not_over", "The call still runs.")
        erasure_id = begin_erasure(session, scope=scope, user_id=member().id)
    job_id = None
    try:
        job_id = current_app.extensions["job_queue"].enqueue_erasure(erasure_id)
    except redis.RedisError:
        log.warning("erasure waits for the queue erasure=%s", erasure_id)
    answer = {"job_id": job_id, "status_url": f"/api/erasures/{erasure_id}"}
    return jsonify(answer | found_erasure(str(erasure_id))), 202


def found_erasure(erasure_id: str) -> dict[str, Any]:
    wanted = path_id(erasure_id, no_such_erasure())
    with database().reading() as session:
        found = erasure_of(session, organization_id=member().organization_id, erasure_id=wanted)
    if found is None:
        raise no_such_erasure()
    return rendered_erasure(found)


def no_such_erasure() -> ApiError:
    return ApiError(404, "unknown_erasure", "There is no such erasure.")


def rendered(kept: StoredCounts) -> dict[str, Any]:
    zone = ZoneInfo(member().timezone)
    found = asdict(kept)
    return {**found, **{name: moment(found[name], zone) for name in ("first_call_at", "last_call_at")}}


def rendered_erasure(found: dict[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(member().timezone)
    shown = {name: found[name] for name in ERASURES if name != "touched_at"}
    ended_at = moment(found["touched_at"], zone) if found["state"] == "done" else None
    return {**shown, "erased_at": moment(found["erased_at"], zone), "ended_at": ended_at}
