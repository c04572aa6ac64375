"""Dials the voice agent: websocket-client performs the handshake on a few threads, then the pump takes over the socket.

If the call ends meanwhile, the late socket is closed with 1000, so no session of the agent leaks.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import cast

import websocket

from bridge import frames
from bridge.leg import AGENT, NO_LISTENER, Leg, Listener
from bridge.pump import Pump, PumpStoppedError
from bridge.timers import Timer


class DialError(Exception):
    """The agent was not reached. `status` is the HTTP status of a refused handshake, None when there was no answer."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Dial:
    """One attempt. Everything here happens on the pump's thread."""

    def __init__(
        self,
        listener: Listener,
        on_connected: Callable[[Leg], object],
        on_failed: Callable[[DialError], object],
    ) -> None:
        self.over = False
        self.listener = listener
        self._on_connected = on_connected
        self._on_failed = on_failed
        self._deadline: Timer | None = None

    def cancel(self) -> None:
        """Suppresses both callbacks; a connection that still succeeds is closed with 1000."""
        self.over = True
        if self._deadline:
            self._deadline.cancel()

    def fail_after(self, pump: Pump, seconds: float) -> None:
        """Name resolution has no time-out and a handshake may trickle, so we enforce the deadline."""
        error = _no_answer(seconds)
        self._deadline = (
            None if self.over else pump.call_later(seconds, lambda: self.failed(error), self.listener)
        )

    def connected(self, leg: Leg) -> None:
        if self.over:
            leg.listener = NO_LISTENER
            leg.close(frames.NORMAL, "the call has ended")
        else:
            self.cancel()
            self._on_connected(leg)

    def failed(self, error: DialError) -> None:
        if not self.over:
            self.cancel()
            self._on_failed(error)


class AgentDialler:
    """One per process: its TLS context, built once, costs 50 ms and 1 MB."""

    def __init__(self, pump: Pump, context: ssl.SSLContext | None = None, max_threads: int = 32) -> None:
        self._pump = pump
        self._context = context or ssl.create_default_context()
        self._max_threads = max_threads
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._waiting = 0

    def connect(
        self,
        url: str,
        headers: Mapping[str, str],
        timeout_seconds: float,
        *,
        listener: Listener,
        on_connected: Callable[[Leg], object],
        on_failed: Callable[[DialError], object],
    ) -> Dial:
        """Calls exactly one of the callbacks, on the pump's thread, unless cancelled first. May be called on any thread."""
        dial = Dial(listener, on_connected, on_failed)
        self._pump.post(lambda: dial.fail_after(self._pump, timeout_seconds), listener)
        self._start(lambda: self._dial(dial, url, headers, timeout_seconds))
        return dial

    def _start(self, job: Callable[[], None]) -> None:
        with self._lock:
            self._waiting += 1
            grow = self._waiting > self._threads and self._threads < self._max_threads
            self._threads += grow
        self._jobs.put(job)
        if grow:
            threading.Thread(target=self._work, name=f"dial-{self._threads}", daemon=True).start()

    def _work(self) -> None:
        while True:
            self._jobs.get()()
            with self._lock:
                self._waiting -= 1

    def _dial(self, dial: Dial, url: str, headers: Mapping[str, str], timeout_seconds: float) -> None:
        if dial.over:
            return
        with contextlib.suppress(PumpStoppedError):
            try:
                sock = self._handshake(url, headers, timeout_seconds)
            except Exception as error:  # noqa: BLE001 -- the call must learn of every failure
                failure = _explain(error, timeout_seconds)
                self._pump.post(lambda: dial.failed(failure), dial.listener)
            else:
                self._pump.adopt(sock, AGENT, dial.listener, "agent", dial.connected)

    def _handshake(self, url: str, headers: Mapping[str, str], timeout_seconds: float) -> socket.socket:
        """Returns a socket without buffered data, because websocket-client reads the handshake byte by byte. Redirects
        are refused: they would carry the key away.
        """
        connection = websocket.create_connection(
            url,
            timeout=timeout_seconds,
            header=dict(headers),
            sslopt={"context": self._context},
            redirect_limit=0,
            enable_multithread=False,
        )
        return cast(socket.socket, connection.sock)


def _no_answer(seconds: float) -> DialError:
    return DialError(f"the agent did not answer within {seconds:g} s")


def _explain(error: Exception, timeout_seconds: float) -> DialError:
    """Without the URL and the headers: they may be signed."""
    if isinstance(error, websocket.WebSocketTimeoutException | TimeoutError):
        return _no_answer(timeout_seconds)
    if isinstance(error, websocket.WebSocketBadStatusException):
        body = (error.resp_body or b"")[:200].decode(errors="replace")
        return DialError(
            f"the agent refused the connection with HTTP {error.status_code}: {body}", error.status_code
        )
    return DialError(f"the agent cannot be reached: {type(error).__name__}: {error}")
