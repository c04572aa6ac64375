"""The agent's side of a handshake, for tests that play the agent on a plain socket."""

import base64
import hashlib
import socket

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def shake_hands(connection: socket.socket, and_then: bytes = b"") -> bytes:
    """Answer an upgrade as a server, with more behind the answer; return the request."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(4096)
    key = request.lower().split(b"sec-websocket-key:")[1]
    start = len(request) - len(key)
    value = request[start:].split(b"\r\n")[0].strip()
    accept = base64.b64encode(hashlib.sha1(value + _GUID).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + and_then
    )
    return request
