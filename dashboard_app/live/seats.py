"""Limits the browser sockets of this process: each holds a thread, and pages need threads too."""

import threading

from flask import Flask, g


class Seats:
    def __init__(self, count: int) -> None:
        self._free = count
        self._change = threading.Condition()

    def take(self) -> bool:
        """Takes a seat for this request; released when it ends, however it ends."""
        with self._change:
            g.has_live_seat = self._free > 0
            self._free -= int(g.has_live_seat)
            return bool(g.has_live_seat)

    def wait_free(self, count: int, seconds: float) -> bool:
        """Waits until this many seats are free; returns whether they are."""
        with self._change:
            return self._change.wait_for(lambda: self._free >= count, seconds)

    def init_app(self, server: Flask) -> None:
        def give_back(_error: BaseException | None) -> None:
            if g.pop("has_live_seat", False):
                with self._change:
                    self._free += 1
                    self._change.notify_all()

        server.teardown_request(give_back)
