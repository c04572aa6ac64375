"""The door of the carrier's media stream: signed, or refused with 403 before the WebSocket is accepted."""

import logging
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_sock import Sock

from bridge import metrics, upgrade
from bridge.admission import Admission
from bridge.doors.answers import problem
from bridge.doors.trust import is_signed_stream
from bridge.leg import CARRIER
from bridge.switchboard import Switchboard

log = logging.getLogger(__name__)


def add_media_door(app: Flask, switchboard: Switchboard) -> None:
    """Browsers' sockets of the same app keep their reading threads; the carrier's goes to the pump."""
    app.config.setdefault("SOCK_SERVER_OPTIONS", {})["thread_class"] = upgrade.reading_thread
    doors = Blueprint("media", __name__)
    sock = Sock()

    @doors.before_request
    def check() -> Response | None:
        return _refusal(switchboard)

    def stream(connection: Any) -> None:
        admission = Admission(switchboard)
        switchboard.pump.adopt(upgrade.take_over(connection), CARRIER, admission, "carrier", admission.begin)

    sock.route("/ws/elevenlabs-bridge", bp=doors)(stream)
    app.register_blueprint(doors)
    sock.init_app(app)


def _refusal(switchboard: Switchboard) -> Response | None:
    if not is_signed_stream(switchboard.addresses.stream, switchboard.settings.carrier.auth_token):
        metrics.REFUSED_STREAMS.labels("bad_signature").inc()
        log.warning("event=stream_refused call=unknown reason=bad signature from=%s", request.remote_addr)
        return problem(
            403, "bad_signature", "X-Twilio-Signature does not match: check VOICE_URL and TWILIO_AUTH_TOKEN"
        )
    if switchboard.pump.draining:
        metrics.REFUSED_STREAMS.labels("draining").inc()
        return problem(503, "draining", "this process takes no new calls")
    upgrade.announce(request.environ)
    return None
