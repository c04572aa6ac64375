"""`POST /api/conversation/<id>/hint`: a colleague tells the agent of a live call something. The gate has already authorized the request."""

import logging
import secrets
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import redis
from flask import Blueprint, Response, g, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from werkzeug.exceptions import HTTPException

from bridge.hints import Hint, Outcome
from bridge.routes.answers import http_problem, problem
from bridge.switchboard import Switchboard
from db.actions.hints import MAX_HINT_CHARACTERS, why_no_hint
from db.database import Database

log = logging.getLogger(__name__)
MAX_BYTES = 8192
REFUSALS = {
    "not_found": "there is no such call",
    "not_live": "the call is over",
    "no_agent": "no agent of ours is talking in this call now: it was told nothing",
}
NO_OBJECT = "the body must be a JSON object, sent with Content-Type: application/json"


class HintBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=MAX_HINT_CHARACTERS)

    @field_validator("text", mode="before")
    @classmethod
    def _one_line(cls, given: object) -> object:
        """On one line, nothing in it looks like the turns of the conversation so far."""
        return " ".join(given.split()) if isinstance(given, str) else given


class HintRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._hints = switchboard.hints
        self._database = database

    def blueprint(self) -> Blueprint:
        routes = Blueprint("hints", __name__, url_prefix="/api/conversation/<uuid:conversation_id>")
        routes.add_url_rule("/hint", "hint", self.hint, methods=["POST"])
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def hint(self, conversation_id: UUID) -> Response:
        request.max_content_length = MAX_BYTES
        given = request.get_json(silent=True)
        if not isinstance(given, dict):
            return problem(422, "invalid_hint", NO_OBJECT)
        try:
            text = HintBody.model_validate(given).text
        except ValidationError as error:
            return unclear(error)
        with self._database.reading() as session:
            reason = why_no_hint(session, conversation_id)
        return refused(reason) if reason else self._give(conversation_id, text)

    def _give(self, conversation_id: UUID, text: str) -> Response:
        asker = g.get("member")
        by = str(asker.id) if asker else ""
        hint = Hint(str(conversation_id), secrets.token_hex(8), text, by)
        try:
            outcome = self._hints.give(hint)
        except redis.RedisError as error:
            log.warning("event=hint_not_sent error=%s", type(error).__name__)
            return problem(503, "hints_away", "Redis does not answer: the agent was told nothing")
        if outcome is Outcome.NO_AGENT:
            return refused("no_agent")
        if outcome is Outcome.UNKNOWN:
            words = "the process that carries the call did not answer in time: the agent may have been told"
            return problem(504, "hint_unknown", words)
        at = datetime.now(ZoneInfo(asker.timezone) if asker else UTC)
        return jsonify(
            conversation_id=str(conversation_id),
            status="taken",
            text=text,
            at=at.isoformat(timespec="seconds"),
        )


def refused(reason: str) -> Response:
    return problem(404 if reason == "not_found" else 409, reason, REFUSALS[reason])


def unclear(error: ValidationError) -> Response:
    details = [
        {"field": ".".join(map(str, one["loc"])) or "body", "message": one["msg"]} for one in error.errors()
    ]
    return problem(422, "invalid_hint", "a hint has 1 to 500 characters", details)
