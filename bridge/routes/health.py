"""Liveness, readiness and metrics of a voice process, which has no pages to serve them."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bridge.routes.answers import problem
from bridge.switchboard import Switchboard
from db.bearer import is_of_the_host
from db.database import Database
from db.loopback import comes_from_here


class HealthRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._switchboard = switchboard
        self._database = database

    def blueprint(self) -> Blueprint:
        routes = Blueprint("voice_health", __name__)
        routes.add_url_rule("/health/live", "live", lambda: jsonify(status="ok"))
        routes.add_url_rule("/health/ready", "ready", self.ready)
        routes.add_url_rule("/metrics", "metrics", self.metrics)
        return routes

    def ready(self) -> Response:
        """Calls do not need the database or Redis, so only draining makes this process unfit for new ones."""
        is_draining = self._switchboard.pump.draining
        found = {"database": state_of(self._database.ping), "redis": state_of(self._switchboard.store.ping)}
        found["calls"] = {"status": "draining" if is_draining else "up"}
        response = jsonify(status="not ready" if is_draining else "ready", dependencies=found)
        response.status_code = 503 if is_draining else 200
        return response

    def metrics(self) -> Response:
        """For this machine, and for a token of a member of the organization that runs the server."""
        if not (comes_from_here(request.headers, request.remote_addr or "") or self._is_of_the_host()):
            return problem(401, "unauthenticated", "from another machine, send a bearer token of the host")
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    def _is_of_the_host(self) -> bool:
        with self._database.glance() as session:
            return is_of_the_host(session, request.headers.get("Authorization", ""))


def state_of(ping: Callable[[], object]) -> dict[str, str]:
    """In the form of the web process, so that one check reads both."""
    try:
        ping()
    except Exception as error:  # noqa: BLE001 -- drivers raise what they like; the name is the answer
        return {"status": "down", "error": type(error).__name__}
    return {"status": "up"}
