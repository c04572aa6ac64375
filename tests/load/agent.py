"""An agent that sends the caller's audio back as its own, in the agent's protocol."""

import base64
import hashlib
import socket
import ssl
import threading

from bridge.leg import CARRIER, Leg
from bridge.pump import Pump

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_HEAD, _TAIL = len(b'{"user_audio_chunk":"'), len(b'"}')


class EchoingAgent:
    def on_text(self, leg: Leg, payload: bytes) -> None:
        if payload.startswith(b'{"user_audio_chunk"'):
            leg.send_text(
                b'{"type":"audio","audio_event":{"audio_base_64":"%b","event_id":1}}' % payload[_HEAD:-_TAIL]
            )

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        pass


def serve(pump: Pump, listener: EchoingAgent, context: ssl.SSLContext | None = None) -> int:
    """Listen on a free port and hand every connection to the pump; return the port."""
    server = socket.create_server(("127.0.0.1", 0), backlog=512)

    def accept() -> None:
        while True:
            connection, _ = server.accept()
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            shake_hands(connection)
            pump.adopt(connection, CARRIER, listener, "agent")

    threading.Thread(target=accept, daemon=True).start()
    port: int = server.getsockname()[1]
    return port


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
