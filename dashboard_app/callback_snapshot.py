"""All reads of a callback share one database snapshot, until it writes.

Registered after the gate and after answer sharing, so that requests waiting for another's answer hold no connection.
"""

from contextlib import ExitStack

from flask import Flask, g, request

from dashboard_app.shared_answers import CALLBACK
from db.read_snapshot import shared_snapshot


def init_app(server: Flask) -> None:
    server.before_request(begin)
    server.teardown_request(end)


def begin() -> None:
    if request.path == CALLBACK:
        g.snapshot = ExitStack()
        g.snapshot.enter_context(shared_snapshot())


def end(_error: BaseException | None) -> None:
    if "snapshot" in g:
        g.pop("snapshot").close()
