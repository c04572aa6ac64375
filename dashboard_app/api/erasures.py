"""`DELETE /api/conversation/<id>` and `…/caller`: what is kept of a call, or of its caller, goes for good. By the call's id, as numbers
of callers have no place in addresses, which servers write down."""

import logging
from dataclasses import asdict
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify

from dashboard_app.access.members import member
from dashboard_app.answers import ApiError
from dashboard_app.api.analyses import own_conversation
from dashboard_app.api.conversations import database
from dashboard_app.api.recordings import store
from dashboard_app.api.rendering import moment
from db.erasing import Places, erase
from db.queries.kept import Kept, Whose, kept_of, number_of

log = logging.getLogger(__name__)
blueprint = Blueprint("api_erasures", __name__)


@blueprint.get("/api/conversation/<conversation_id>/erasure")
def show(conversation_id: str) -> Response:
    """`caller` is null where the number was hidden: nobody knows whose it is."""
    found_id = own_conversation(conversation_id)
    call, caller = only_call(found_id), whole_caller(found_id)
    with database().reading() as session:
        return jsonify(
            call=rendered(kept_of(session, call)),
            caller=rendered(kept_of(session, caller)) if caller is not None else None,
        )


@blueprint.delete("/api/conversation/<conversation_id>")
def erase_call(conversation_id: str) -> Response:
    return erased(only_call(own_conversation(conversation_id)))


@blueprint.delete("/api/conversation/<conversation_id>/caller")
def erase_caller(conversation_id: str) -> Response:
    caller = whole_caller(own_conversation(conversation_id))
    if caller is None:
        raise ApiError(409, "hidden_number", "The number was hidden: only the call itself can be erased.")
    return erased(caller)


def only_call(conversation_id: UUID) -> Whose:
    return Whose(member().organization_id, conversation_id=conversation_id)


def whole_caller(conversation_id: UUID) -> Whose | None:
    owner = member().organization_id
    with database().reading() as session:
        number = number_of(session, organization_id=owner, conversation_id=conversation_id)
    return Whose(owner, number=number) if number is not None else None


def erased(whose: Whose) -> Response:
    places = Places(database(), store(), database().settings.data_dir)
    try:
        gone = erase(places, whose, user_id=member().id)
    except OSError as error:
        log.exception("recording store away while erasing")
        raise ApiError(
            503, "recordings_unavailable", "The recordings cannot be reached right now."
        ) from error
    if gone.calls == gone.running:
        raise ApiError(409, "call_not_over", "The call still runs.")
    return jsonify(rendered(gone))


def rendered(kept: Kept) -> dict[str, Any]:
    zone = ZoneInfo(member().timezone)
    found = asdict(kept)
    return {**found, **{name: moment(found[name], zone) for name in ("first_call_at", "last_call_at")}}
