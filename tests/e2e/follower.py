"""A browser's socket without a browser: comes back with `?after=`, and drops what it has seen."""

import json
import threading
from typing import Any

import websocket

from tests.waiting import TEST_TIMEOUT_SECONDS

PAUSE_SECONDS = 0.3


class Follower(threading.Thread):
    """Follows one room until it is told to stop; `ids` is what it has heard, in order."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(daemon=True)
        self.ids: list[int] = []
        self.last = 0
        self.repeated = 0
        self.joined = threading.Event()
        self._url, self._token = url.replace("http://", "ws://"), token
        self._stopping = threading.Event()
        self._heard = threading.Condition()
        self._after = 0

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except (OSError, websocket.WebSocketException):
                self._stopping.wait(PAUSE_SECONDS)

    def _follow(self) -> None:
        url = f"{self._url}?after={self._after}"
        headers = [f"Authorization: Bearer {self._token}"]
        connection = websocket.create_connection(url, timeout=TEST_TIMEOUT_SECONDS, header=headers)
        try:
            while not self._stopping.is_set() and (text := connection.recv()):
                self._hear(json.loads(text))
        finally:
            connection.close()
            connection.shutdown()  # `close` leaves the socket open where the server said goodbye first

    def _hear(self, event: dict[str, Any]) -> None:
        if event["type"] != "ping":
            if event["id"] > self.last:
                self.ids.append(event["id"])
            else:
                self.repeated += 1
            with self._heard:
                self.last = max(self.last, event["id"])
                self._heard.notify_all()
        self._after = max(self._after, event["id"])
        self.joined.set()

    def hears(self, event_id: int) -> bool:
        """Waits for it, or for a later one."""
        with self._heard:
            return self._heard.wait_for(lambda: self.last >= event_id, TEST_TIMEOUT_SECONDS)

    def stop(self) -> None:
        self._stopping.set()
