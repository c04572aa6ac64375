"""The JSON API: doors of a few lines, one module per noun."""

from flask import Flask

from dashboard_app.api import analyses, conversations, description, metrics, unknown


def init_app(server: Flask) -> None:
    """Needs `job_queue` and `worker_settings` among the extensions."""
    for module in (conversations, analyses, metrics, description, unknown):
        server.register_blueprint(module.blueprint)
