"""`/jobs/`: RQ's own dashboard on our Redis. The gate lets administrators in, nobody else."""

import rq_dashboard
from flask import Flask, redirect
from rq_dashboard.web import setup_rq_connection

from dashboard_app.settings import DashboardSettings


def init_app(server: Flask, settings: DashboardSettings) -> None:
    server.config.update(RQ_DASHBOARD_REDIS_URL=settings.redis_url, RQ_DASHBOARD_POLL_INTERVAL=2500)
    setup_rq_connection(server)
    server.register_blueprint(rq_dashboard.blueprint, url_prefix="/jobs")
    if "static" not in server.view_functions:  # its pages ask the server for a favicon by this name
        server.add_url_rule("/jobs/icon/<path:filename>", "static", lambda **_: redirect("/assets/logo.svg"))
