"""The live channel to browsers: rooms, replay, and one hub per web process that reads the outbox."""

from flask import Flask

from dashboard_app.live import listening, routes  # noqa: F401 (registers its route)
from dashboard_app.live.hub import Hub
from dashboard_app.live.seats import Seats
from dashboard_app.settings import DashboardSettings
from db.database import Database
from db.sound.live import LiveSound

MAX_MESSAGE_BYTES = 64 * 1024
_hubs: list[Hub] = []


def init_app(server: Flask, settings: DashboardSettings, database: Database) -> None:
    hub, seats = Hub(database, settings.redis_url), Seats(settings.live_sockets)
    server.extensions.update(live_hub=hub, live_seats=seats, live_sound=LiveSound(settings.redis_url))
    _hubs.append(hub)
    seats.init_app(server)
    server.config.setdefault("SOCK_SERVER_OPTIONS", {}).setdefault("max_message_size", MAX_MESSAGE_BYTES)
    server.before_request(hub.start)  # the relay runs whether or not anybody looks
    server.register_blueprint(routes.blueprint)


def send_everybody_away() -> None:
    """Called when the process stops: browsers reconnect to the next one."""
    for hub in _hubs:
        hub.stop()
