"""Takes the carrier's socket away from the web server after flask-sock's handshake.

gunicorn and werkzeug do not notice: they keep a dead socket under the old descriptor and close it as usual.
"""

import os
import socket
import ssl
import threading
from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

_TAKEN = "bridge.socket_is_taken_over"


class Connection(Protocol):
    """What flask-sock hands to a route."""

    sock: socket.socket
    connected: bool


class TakeOverError(RuntimeError):
    """This web server's socket cannot be taken over."""


def announce(environ: MutableMapping[str, Any]) -> None:
    """Must be called before flask-sock answers: disables the reading thread, and compression, which our frames do not support."""
    environ[_TAKEN] = True
    environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)


class _NoThread:
    """Replaces simple_websocket's reading thread if the pump will read."""

    name = ""

    def start(self) -> None:
        """Read nothing."""


def reading_thread(target: Callable[[], None]) -> "threading.Thread | _NoThread":
    """The `thread_class` of SOCK_SERVER_OPTIONS: real threads for browsers' sockets, none for announced ones."""
    environ = getattr(getattr(target, "__self__", None), "environ", {})
    if environ.get(_TAKEN):
        return _NoThread()
    return threading.Thread(target=target, daemon=True)


def take_over(connection: Connection) -> socket.socket:
    """Returns the carrier's socket for the pump; the web server keeps a closed one."""
    if isinstance(connection.sock, ssl.SSLSocket):
        raise TakeOverError(
            "the media stream needs a plain socket: end TLS in front of this server, not in it"
        )
    ours = connection.sock.dup()
    dead, peer = socket.socketpair()
    peer.close()
    os.dup2(dead.fileno(), connection.sock.fileno(), inheritable=False)
    dead.close()
    connection.connected = False  # otherwise flask-sock would send a close frame
    return ours
