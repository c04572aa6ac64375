"""The JSON API: thin routes, one module per noun."""

from threading import BoundedSemaphore

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from dashboard_app.api import (
    agent_versions,
    alert_chat,
    alerts,
    analyses,
    analysis_versions,
    annotations,
    boards,
    bulk_orders,
    calibration,
    conversations,
    costs,
    description,
    erasures,
    experiments,
    follow_ups,
    many_calls,
    metrics,
    own_rules,
    recordings,
    reference,
    reports,
    saved_views,
    topics,
    unknown,
    waveform,
    webhooks,
)

MODULES = (
    conversations,
    analyses,
    analysis_versions,
    annotations,
    calibration,
    recordings,
    waveform,
    erasures,
    experiments,
    follow_ups,
    alerts,
    alert_chat,
    own_rules,
    many_calls,
    bulk_orders,
    metrics,
    costs,
    agent_versions,
    saved_views,
    boards,
    reports,
    topics,
    webhooks,
    description,
    reference,
    unknown,  # last: it has catch-all routes
)


def init_app(server: Flask) -> None:
    """Requires the extensions `database`, `job_queue` and `worker_settings`."""
    # A file holds a connection for as long as its reader takes: half of them are left to everybody else.
    server.extensions["export_seats"] = BoundedSemaphore(server.extensions["database"].settings.pool_size)
    if isinstance(server.json, DefaultJSONProvider):
        # Fields stay in order, and characters beyond ASCII unescaped.
        server.json.sort_keys, server.json.ensure_ascii = False, False
    for module in MODULES:
        server.register_blueprint(module.blueprint)
