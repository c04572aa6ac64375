"""A browser's socket, written by two threads: the hub's, and simple_websocket's reader, which sends pongs.

Every write is one whole frame. The hub never waits: a browser that cannot take a frame at once is disconnected, and comes
back.
"""

import contextlib
import select
import socket
import threading
import time

PONG_SECONDS = 1.0
CONTENTION_SECONDS = 0.05
DEAD_PEER_MS = 45_000


class SharedSocket:
    """Takes the place of `sock` in simple_websocket's connection, which only calls `send`, `recv` and `close`."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock: socket.socket = getattr(sock, "_sock", sock)
        self._writing = threading.Lock()
        self._is_cut = False
        if self._sock.family in (socket.AF_INET, socket.AF_INET6):
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER_MS)
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> int:
        self.send_within(data, PONG_SECONDS)
        return len(data)

    def recv(self, size: int) -> bytes:
        return self._sock.recv(size)

    def close(self) -> None:
        self._sock.close()

    def send_now(self, frame: bytes) -> bool:
        """False where the browser does not keep up, or has gone; it is cut then, for half a frame spoils all that follow."""
        if not self._writing.acquire(timeout=CONTENTION_SECONDS):
            return self.cut()
        try:
            sent = 0 if self._is_cut else self._sock.send(frame, socket.MSG_DONTWAIT)
        except OSError:
            sent = 0
        finally:
            self._writing.release()
        return sent == len(frame) or self.cut()

    def send_within(self, data: bytes, seconds: float) -> bool:
        """Waits for a slow browser, but not for ever."""
        deadline = time.monotonic() + seconds
        with self._writing:
            left = memoryview(data)
            while left and not self._is_cut:
                try:
                    left = left[self._sock.send(left, socket.MSG_DONTWAIT) :]
                except BlockingIOError:
                    if not self._is_writable_by(deadline):
                        break
                except OSError:
                    break
        return not left or self.cut()

    def _is_writable_by(self, deadline: float) -> bool:
        poll = select.poll()
        poll.register(self._sock, select.POLLOUT)
        return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))

    def cut(self) -> bool:
        """The reading thread sees the end and lets the connection go. Returns False, for its callers to return."""
        self._is_cut = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        return False
