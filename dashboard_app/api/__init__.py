"""The JSON API: thin routes, one module per noun."""

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from dashboard_app.api import (
    agent_versions,
    alerts,
    analyses,
    analysis_versions,
    annotations,
    bulk_orders,
    calibration,
    conversations,
    costs,
    description,
    erasures,
    follow_ups,
    many_calls,
    metrics,
    recordings,
    reports,
    saved_views,
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
    follow_ups,
    alerts,
    many_calls,
    bulk_orders,
    metrics,
    costs,
    agent_versions,
    saved_views,
    reports,
    webhooks,
    description,
    unknown,  # the last: it answers what the others leave
)


def init_app(server: Flask) -> None:
    """Needs `job_queue` and `worker_settings` among the extensions."""
    if isinstance(
        server.json, DefaultJSONProvider
    ):  # fields in the order of the contract, accents as they are
        server.json.sort_keys, server.json.ensure_ascii = False, False
    for module in MODULES:
        server.register_blueprint(module.blueprint)
