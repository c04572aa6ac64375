"""Access control: sign-in, bearer tokens, roles, and the gate in front of the whole server."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard_app.access import gate, headers, password_links, signin
from dashboard_app.access.attempts import Attempts
from dashboard_app.access.members import may_write, member
from dashboard_app.settings import DashboardSettings
from db.session_cookie import COOKIE_NAME, SIGNED_IN

MAX_BODY_BYTES = 2 * 1024 * 1024  # routes that accept more set their own limit

__all__ = ["init_app", "may_write", "member"]


def init_app(server: Flask, settings: DashboardSettings) -> None:
    """Must run before every other `init_app`: Flask calls `before_request` functions in the order they were added."""
    server.secret_key = settings.secret_key
    server.config.update(
        SESSION_COOKIE_NAME=COOKIE_NAME,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_encrypted,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
    )
    if count := settings.trusted_proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    gate.init_app(server, settings)
    headers.init_app(server, settings)
    signin.init_app(server, Attempts(settings.redis_url))
    server.extensions["link_attempts"] = Attempts(settings.redis_url, "password-link")
    server.register_blueprint(password_links.blueprint)
