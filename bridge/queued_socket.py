"""A non-blocking socket, plain or TLS, with its send queue. Handles bytes, not WebSocket frames."""

import socket
import ssl
from typing import Protocol

from bridge.send_queue import SendQueue

_READ_BYTES = 1 << 16


class Watcher(Protocol):
    """The part of the event loop that a socket uses."""

    dirty: list["QueuedSocket"]
    gathers: bool  # several messages are being processed: their results are sent together

    def watch_writes(self, fd: int, wanted: bool) -> None: ...


class LostError(Exception):
    """The connection is lost; the message is the reason."""


class QueuedSocket:
    """Frames pushed during one callback are sent together: the loop flushes its `dirty` sockets afterwards.
    A single audio frame, the usual case with few calls, goes straight to the socket.
    """

    __slots__ = (
        "_blocked",
        "_dirty",
        "_mute",
        "_receive",
        "_retry_on_read",
        "_send",
        "_sock",
        "_tls",
        "_watcher",
        "fd",
        "is_tls",
        "queue",
    )

    def __init__(self, watcher: Watcher, sock: socket.socket, max_queued_bytes: int) -> None:
        sock.setblocking(False)
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            # A mark behind audio would wait 20 ms for the ACK.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.fd = sock.fileno()
        self.queue = SendQueue(max_queued_bytes)
        self._sock = sock
        self._receive, self._send = sock.recv, sock.send
        self._tls = sock if isinstance(sock, ssl.SSLSocket) else None
        self.is_tls = self._tls is not None
        self._watcher = watcher
        self._dirty = False
        self._blocked = False
        self._mute = False
        self._retry_on_read = False

    def send_audio(self, frame: bytes) -> None:
        """Sends at once if nothing is waiting, otherwise queues."""
        queue = self.queue
        if queue.size or self._mute or self._watcher.gathers:
            self.push(frame, True)
            return
        try:
            count = self._send(frame)
        except OSError:  # the flush finds the reason
            self.push(frame, True)
            queue.offer()  # TLS has begun with it
            return
        if count != len(frame):
            queue.push(frame, True)
            queue.offer()
            queue.accepted(count)
            self._watch(True)

    def push(self, frame: bytes, is_audio: bool) -> None:
        if self._mute:
            return
        if self.queue.push(frame, is_audio):
            self._relieve()
        if not self._dirty and not self._blocked:
            self._dirty = True
            self._watcher.dirty.append(self)

    def _relieve(self) -> None:
        """Over the limit: drops only what the socket does not accept either."""
        if not self._blocked:
            self.flush()
        self.queue.shed()

    def flush(self) -> None:
        self._dirty = False
        queue = self.queue
        try:
            while queue.size:
                queue.accepted(self._send(queue.offer()))
        except (BlockingIOError, ssl.SSLWantWriteError):
            self._watch(True)
        except ssl.SSLWantReadError:
            self._retry_on_read = True
        except OSError:
            self.mute()  # the peer may have sent a reason before it closed: the reading side finds it

    def writable(self) -> None:
        self._watch(False)
        self.flush()

    def mute(self) -> None:
        """Discards the queue and whatever is pushed later."""
        self._mute = True
        self.queue.clear()

    def receive(self) -> bytes:
        """Returns received bytes, empty if there are none yet. Raises LostError at the end of the connection."""
        try:
            data = self._receive(_READ_BYTES)
        except (BlockingIOError, ssl.SSLWantReadError):
            return b""
        except ssl.SSLWantWriteError:
            self._watch(True)
            return b""
        except OSError as error:
            raise LostError(f"connection lost: {error.strerror or error}") from error
        if not data:
            raise LostError("connection closed without a closing handshake")
        if self._retry_on_read:
            self._retry_on_read = False
            self.flush()
        return data

    def pending(self) -> bool:
        """Whether TLS holds decrypted bytes that were not read: no event announces them."""
        return self._tls is not None and self._tls.pending() > 0

    def close(self) -> None:
        self.mute()
        self._sock.close()

    def _watch(self, wanted: bool) -> None:
        if wanted is not self._blocked:
            self._blocked = wanted
            self._watcher.watch_writes(self.fd, wanted)
