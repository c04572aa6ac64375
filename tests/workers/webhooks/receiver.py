"""A strict receiver of webhooks: a real server that checks every signature as docs/webhooks.md tells receivers to, and answers as it is told."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Message:
    id: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    is_recent = abs(time.time() - int(headers["webhook-timestamp"])) < 40 * 86_400  # tests move the clock
    given = [one.partition(",")[2] for one in headers["webhook-signature"].split()]
    return is_recent and any(hmac.compare_digest(expected, one) for one in given)


@dataclass
class Receiver:
    """`answers`: status and headers of the next answers, the last one for ever. `hold`: called before each answer."""

    url: str = ""
    secret: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    hold: Callable[[], None] = lambda: None
    messages: list[Message] = field(default_factory=list)
    forged: int = 0

    def answer(self, *statuses: int, **headers: str) -> None:
        self.answers = [
            (one, {name.replace("_", "-"): value for name, value in headers.items()}) for one in statuses
        ]

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        if not verified(self.secret, headers, body):
            self.forged += 1
            return 401, {}
        self.messages.append(Message(headers["webhook-id"], path, headers, json.loads(body)))
        self.hold()
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def types(self) -> list[str]:
        return [one.body["type"] for one in self.messages]


class Server:
    """`receiver` over http, or over TLS with a context."""

    def __init__(self, receiver: Receiver, context: ssl.SSLContext | None = None) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, more = receiver.take(self.path, headers, self.rfile.read(length))
                content = b"" if status == 204 else json.dumps({"took": status}).encode()
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        receiver.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
