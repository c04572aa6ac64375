"""A Flask server whose media socket echoes: the smallest application of the transport, for gunicorn and werkzeug."""

from typing import Any

from flask import Flask, request
from flask_sock import Sock

from bridge import upgrade
from bridge.leg import CARRIER, Leg
from bridge.pump import current_pump, running_pump
from tests.waiting import TEST_TIMEOUT_SECONDS

app = Flask(__name__)
app.config["SOCK_SERVER_OPTIONS"] = {"thread_class": upgrade.reading_thread}
sock = Sock(app)


class Echo:
    def on_text(self, leg: Leg, payload: bytes) -> None:
        leg.send_text(payload)

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        pass


@app.before_request
def announce() -> None:
    if request.path == "/media":
        upgrade.announce(request.environ)


@sock.route("/media")
def media(ws: Any) -> None:
    current_pump().adopt(upgrade.take_over(ws), CARRIER, Echo(), "echo")


@sock.route("/browser")
def browser(ws: Any) -> None:
    ws.send(ws.receive(timeout=TEST_TIMEOUT_SECONDS))


@app.get("/legs")
def legs() -> dict[str, int]:
    pump = running_pump()
    return {"legs": pump.leg_count if pump else 0}
