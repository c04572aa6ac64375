"""`GET /metrics` for Prometheus: without a token from this machine, with one from elsewhere."""

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def init_app(server: Flask) -> None:
    server.add_url_rule("/metrics", "prometheus", show_figures)


def show_figures() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
