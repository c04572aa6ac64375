"""`/jobs/`: RQ's dashboard on our Redis, with a link back. For administrators only."""

import rq_dashboard
from flask import Flask, Response, redirect, request
from rq_dashboard.web import setup_rq_connection

from dashboard_app.settings import DashboardSettings

BRAND = '<a class="navbar-brand">RQ-dashboard</a>'  # as in its pages, where it has no link
WAY_BACK = '<a class="navbar-brand" href="/">← AutoBox</a>'


def init_app(server: Flask, settings: DashboardSettings) -> None:
    server.config.update(RQ_DASHBOARD_REDIS_URL=settings.redis_url, RQ_DASHBOARD_POLL_INTERVAL=2500)
    setup_rq_connection(server)
    server.register_blueprint(rq_dashboard.blueprint, url_prefix="/jobs")
    if "static" not in server.view_functions:  # its pages ask the server for a favicon by this name
        server.add_url_rule("/jobs/icon/<path:filename>", "static", lambda **_: redirect("/assets/logo.svg"))
    server.after_request(lead_back)


def lead_back(response: Response) -> Response:
    if request.path.startswith("/jobs/") and response.mimetype == "text/html":
        response.set_data(response.get_data(as_text=True).replace(BRAND, WAY_BACK, 1))
    return response
