"""Error responses: JSON for programs, a short page for people. Never a stack trace, never a 200."""

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from dashboard_app.access.rules import is_for_programs
from db.errors import DATABASE_AWAY, took_too_long

log = logging.getLogger(__name__)


Details = list[dict[str, str]]  # `field` and `message` of each part that is not as it should be


class ApiError(Exception):
    """Ends a request with an error: `code` for programs, `message` for people."""

    def __init__(self, status: int, code: str, message: str, details: Details | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details


def init_app(server: Flask) -> None:
    server.register_error_handler(ApiError, answer_api_error)
    server.register_error_handler(HTTPException, answer_http_error)
    server.register_error_handler(Exception, answer_fault)
    for error in DATABASE_AWAY:
        server.register_error_handler(error, answer_database_away)


def refuse(status: int, code: str, message: str, details: Details | None = None) -> Response:
    """The error in the format that the request expects."""
    if not is_for_programs(request.path):
        return error_page(status)
    error = {"code": code, "message": message} | ({} if details is None else {"details": details})
    answer = jsonify(error=error)
    answer.status_code = status
    return answer


def error_page(status: int) -> Response:
    return make_response(render_template("error.html", status=status, message=page_message(status)), status)


def page_message(status: int) -> str:
    messages = {
        403: _("You are not allowed to see this page."),
        404: _("This page does not exist."),
        429: _("Too many requests. Wait a moment."),
        503: _("The service is not available right now. Try again in a moment."),
    }
    return str(messages.get(status) or _("Something went wrong. We have noted it."))


def answer_api_error(error: ApiError) -> Response:
    return refuse(error.status, error.code, error.message, error.details)


def answer_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:  # redirects by the router
        return error.get_response()  # type: ignore[return-value]
    answer = refuse(status, error.name.lower().replace(" ", "_"), error.description or error.name)
    kept = {"Allow", "Content-Range", "Retry-After"}
    answer.headers.extend([(name, value) for name, value in error.get_headers() if name in kept])
    return answer


def answer_database_away(error: Exception) -> Response:
    if took_too_long(error):
        log.warning("query given up path=%s", request.path)
        return refuse(
            503, "query_too_slow", "This takes too long to look up: choose a shorter period or fewer words."
        )
    log.error("database away path=%s error=%s", request.path, str(error).splitlines()[0])
    answer = refuse(503, "database_unavailable", "The database is not available right now.")
    answer.headers["Retry-After"] = "2"
    return answer


def answer_fault(error: Exception) -> Response:
    log.error("request failed method=%s path=%s", request.method, request.path, exc_info=error)
    return refuse(500, "internal_error", "Something went wrong on our side.")
