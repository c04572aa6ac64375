"""The media stream's WebSocket: signed by the carrier or opened by a signed-in browser, else refused with 403 before the upgrade."""

import logging
from typing import Any

from flask import Blueprint, Flask, Response, g, request
from flask_sock import Sock

from bridge import metrics, upgrade
from bridge.admission import Admission
from bridge.leg import CARRIER
from bridge.routes.answers import problem
from bridge.routes.browsers import comes_from_page, member_id
from bridge.routes.trust import is_signed_stream
from bridge.switchboard import Switchboard
from db.database import Database

log = logging.getLogger(__name__)


def add_media_route(app: Flask, switchboard: Switchboard, database: Database) -> None:
    """Browser sockets of the same app keep their reading threads; the carrier's socket goes to the pump."""
    app.config.setdefault("SOCK_SERVER_OPTIONS", {})["thread_class"] = upgrade.reading_thread
    routes = Blueprint("media", __name__)
    sock = Sock()

    @routes.before_request
    def check() -> Response | None:
        return _refusal(switchboard, database)

    def stream(connection: Any) -> None:
        admission = Admission(switchboard, g.stream_member)
        switchboard.pump.adopt(upgrade.take_over(connection), CARRIER, admission, "carrier", admission.begin)

    sock.route("/ws/elevenlabs-bridge", bp=routes)(stream)
    app.register_blueprint(routes)
    sock.init_app(app)


def _refusal(switchboard: Switchboard, database: Database) -> Response | None:
    refusal = _stranger(switchboard, database)
    if refusal is not None:
        return refusal
    if switchboard.pump.draining:
        metrics.REFUSED_STREAMS.labels("draining").inc()
        return problem(503, "draining", "this process takes no new calls")
    upgrade.announce(request.environ)
    return None


def _stranger(switchboard: Switchboard, database: Database) -> Response | None:
    """Sets `g.stream_member` to the browser's signed-in user; it stays unset for the carrier."""
    g.stream_member = ""
    if is_signed_stream(switchboard.addresses.streams, switchboard.settings.carrier.auth_token):
        return None
    if "Origin" not in request.headers:
        advice = "X-Twilio-Signature does not match: check VOICE_URL and TWILIO_AUTH_TOKEN"
        return _refuse("bad_signature", advice)
    if not comes_from_page(switchboard.settings.public_url):
        return _refuse("cross_origin", "this request comes from another site")
    g.stream_member = member_id(database)
    return None if g.stream_member else _refuse("unauthenticated", "sign in: the session is over")


def _refuse(code: str, message: str) -> Response:
    metrics.REFUSED_STREAMS.labels(code).inc()
    log.warning("event=stream_refused call=unknown reason=%s from=%s", code, request.remote_addr)
    return problem(403, code, message)
