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
    """Replaces `sock` in simple_websocket's connection, which only calls `send`, `recv` and `close`."""

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
        """False if the browser cannot keep up or is gone; it is then disconnected, because half a frame corrupts all that follow."""
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
        """Waits for a slow browser, up to a limit."""
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
        """Makes the reading thread see the end and close the connection. Returns False for its callers."""
        self._is_cut = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        return False
