"""How many browser sockets this process takes: each holds a thread, and pages need threads too."""

import threading

from flask import Flask, g


class Seats:
    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    def take(self) -> bool:
        """For this request; given back when it is over, however it ends."""
        g.has_live_seat = self._free.acquire(blocking=False)
        return bool(g.has_live_seat)

    def init_app(self, server: Flask) -> None:
        def give_back(_error: BaseException | None) -> None:
            if g.pop("has_live_seat", False):
                self._free.release()

        server.teardown_request(give_back)
