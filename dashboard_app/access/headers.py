"""Security headers. The script policy is computed per page, because Dash adds inline scripts after the first request."""

from collections.abc import Callable, Sequence

from flask import Flask, Response, request

from dashboard_app.settings import DashboardSettings

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
PRIVATE, STATIC = ("/api/", "/_dash-"), "/_dash-component-suites/"
# rq-dashboard's pages carry their scripts and compile their templates.
JOBS_SCRIPTS = ("'unsafe-inline'", "'unsafe-eval'")


def init_app(server: Flask, settings: DashboardSettings) -> None:
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.is_encrypted:
            response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", policy(script_sources(server)))
            response.headers.setdefault("Cache-Control", "no-store")
        if request.path.startswith(PRIVATE) and not request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    server.after_request(protect)


def script_sources(server: Flask) -> Sequence[str]:
    """`server.extensions["script_hashes"]` is the Dash app's `csp_hashes`, where there is one."""
    if request.path.startswith("/jobs"):
        return JOBS_SCRIPTS
    hashes: Callable[[], Sequence[str]] | None = server.extensions.get("script_hashes")
    return hashes() if hashes else ()


def policy(script_sources: Sequence[str]) -> str:
    directives = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", *script_sources)),
        "style-src": "'self' 'unsafe-inline'",  # Dash, Plotly and the grid set styles on elements
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())
