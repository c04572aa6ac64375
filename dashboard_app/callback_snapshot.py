"""All that a callback shows is of one moment: its reads share a view of the database, until it writes something.

After the gate and after the sharing of answers: who waits for another's answer holds no connection.
"""

from contextlib import ExitStack

from flask import Flask, g, request

from dashboard_app.shared_answers import CALLBACK
from db.read_snapshot import one_view


def init_app(server: Flask) -> None:
    server.before_request(begin)
    server.teardown_request(end)


def begin() -> None:
    if request.path == CALLBACK:
        g.one_moment = ExitStack()
        g.one_moment.enter_context(one_view())


def end(_error: BaseException | None) -> None:
    if "one_moment" in g:
        g.pop("one_moment").close()
