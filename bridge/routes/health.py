"""Liveness, readiness and metrics of a voice process, which has no pages to serve them."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bridge.switchboard import Switchboard
from db.database import Database


class HealthRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._switchboard = switchboard
        self._database = database

    def blueprint(self) -> Blueprint:
        routes = Blueprint("voice_health", __name__)
        routes.add_url_rule("/health/live", "live", lambda: jsonify(status="ok"))
        routes.add_url_rule("/health/ready", "ready", self.ready)
        routes.add_url_rule("/metrics", "metrics", metrics)
        return routes

    def ready(self) -> Response:
        """Calls do not need the database or Redis, so only draining makes this process unfit for new ones."""
        is_draining = self._switchboard.pump.draining
        checks = {"database": state_of(self._database.ping), "redis": state_of(self._switchboard.store.ping)}
        checks["calls"] = "draining" if is_draining else "ok"
        response = jsonify(status="unavailable" if is_draining else "ready", checks=checks)
        response.status_code = 503 if is_draining else 200
        return response


def state_of(ping: Callable[[], object]) -> str:
    try:
        ping()
    except Exception as error:  # noqa: BLE001 -- drivers raise what they like; the name is the answer
        return f"away: {type(error).__name__}"
    return "ok"


def metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
