"""What the routes answer: TwiML to the carrier's questions, 204 to its reports, and errors in the API's JSON form."""

import logging
from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import WebsocketMismatch

log = logging.getLogger(__name__)


def twiml(document: str) -> Response:
    return Response(document, content_type="text/xml; charset=utf-8")


def nothing() -> Response:
    return Response(status=204)


def problem(status: int, code: str, message: str, details: list[dict[str, str]] | None = None) -> Response:
    error: dict[str, Any] = {"code": code, "message": message}
    response = jsonify(error=error | ({} if details is None else {"details": details}))
    response.status_code = status
    return response


def http_problem(error: HTTPException) -> Response:
    """Errors raised by Flask: a body that is too large, a method that does not exist."""
    if isinstance(error, WebsocketMismatch) and "Upgrade" not in request.headers:
        return upgrade_required()
    code = (error.name or "error").lower().replace(" ", "_")
    response = problem(error.code or 500, code, error.description or error.name)
    response.headers.extend([(name, value) for name, value in error.get_headers() if name == "Allow"])
    return response


def upgrade_required() -> Response:
    """RFC 9110: 426 names the protocol to ask for."""
    response = problem(426, "upgrade_required", "This is the address of a WebSocket.")
    response.headers["Upgrade"], response.headers["Connection"] = "websocket", "Upgrade"
    return response


def fault(error: Exception) -> Response:
    """Clients never see a stack trace."""
    log.error("event=request_failed method=%s path=%s", request.method, request.path, exc_info=error)
    return problem(500, "internal_error", "something went wrong on our side")
