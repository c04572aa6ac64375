"""A request to a foreign server: only to a verified address, within ten seconds, without following redirects."""

import contextlib
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from db.webhooks.addresses import IPAddress, Reach, parsed
from db.webhooks.refusals import WebhookError
from workers.webhooks.retry_policy import Answer, fault_of

TIMEOUT_SECONDS = 10.0
CONNECT_SECONDS = 5.0
MAX_LOGGED_BYTES = 2048  # of the response
Resolve = Callable[[str, int], list[IPAddress]]


class UnsentError(Exception):
    """Nothing was sent; `code` is the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look_up(host: str, port: int) -> list[IPAddress]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(where[0]).split("%", 1)[0]) for *_, where in found]


def public_authorities() -> ssl.SSLContext:
    """The system's certificates, and bundled ones for machines that have none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Sender:
    """Thread-safe. The name is resolved once and the connection made to the very address that was verified, which defeats DNS rebinding."""

    def __init__(
        self,
        reach: Reach,
        *,
        resolve: Resolve = look_up,
        context: ssl.SSLContext | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.reach, self.resolve, self.timeout = reach, resolve, timeout_seconds
        self.context = context or public_authorities()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Never raises: failures are part of the result."""
        began, is_over = time.monotonic(), threading.Event()
        answer = Answer()
        try:
            answer = self._exchange(url, headers, body, is_over)
        except UnsentError as error:
            answer = Answer(error=error.code)
        except ssl.SSLError:
            answer = Answer(error="tls")
        except (OSError, HTTPException, HTTPError, ValueError) as error:
            answer = Answer(error=kind_of(error))
        if is_over.is_set() and answer.status is None:
            answer = Answer(error="timeout")
        took = round((time.monotonic() - began) * 1000)
        return Answer(answer.status, answer.body, took, answer.error, answer.retry_after)

    def _exchange(
        self, url: str, headers: Mapping[str, str], body: bytes, is_over: threading.Event
    ) -> Answer:
        deadline = time.monotonic() + self.timeout
        try:
            parts = parsed(url)
        except WebhookError:
            raise UnsentError("url_refused") from None
        host, is_encrypted = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_encrypted else 80)
        addresses = self._allowed(host, port, is_encrypted=is_encrypted)
        connection = self._connect(host, port, addresses, is_encrypted=is_encrypted, deadline=deadline)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with contextlib.closing(connection), ended_at(connection, deadline, is_over):
            connection.request(
                "POST",
                target,
                body=body,
                headers={"host": parts.netloc, "connection": "close", **headers},
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
            kept = b""
            # The status alone says whether it was accepted.
            with contextlib.suppress(OSError, HTTPException, HTTPError):
                kept = response.read(MAX_LOGGED_BYTES)
            return Answer(
                response.status,
                readable(kept),
                error=fault_of(response.status),
                retry_after=response.headers.get("retry-after"),
            )

    def _allowed(self, host: str, port: int, *, is_encrypted: bool) -> list[IPAddress]:
        found = resolved(self.resolve, host, port, CONNECT_SECONDS)
        allowed = [one for one in found if self.reach.allows(one, is_encrypted=is_encrypted)]
        if not allowed:
            raise UnsentError("address_refused")
        return allowed

    def _connect(
        self, host: str, port: int, addresses: list[IPAddress], *, is_encrypted: bool, deadline: float
    ) -> HTTPConnection:
        """To the first address that responds."""
        for number, address in enumerate(addresses, start=1):
            seconds = max(min(CONNECT_SECONDS, deadline - time.monotonic()), 0.1)
            options: dict[str, Any] = {"port": port, "timeout": seconds}
            if is_encrypted:
                options |= {"ssl_context": self.context, "server_hostname": host}
            kind = HTTPSConnection if is_encrypted else HTTPConnection
            connection = kind(str(address), **options)
            try:
                connection.connect()
            except (OSError, HTTPError):
                connection.close()
                if number == len(addresses) or time.monotonic() >= deadline:
                    raise
                continue
            return connection
        raise UnsentError("unresolvable")


def resolved(resolve: Resolve, host: str, port: int, seconds: float) -> list[IPAddress]:
    """Bounds the wait for an unresponsive resolver."""
    answers: queue.Queue[list[IPAddress]] = queue.Queue(1)

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError, ValueError):
            answers.put([])

    threading.Thread(target=ask, name="webhook-name", daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        found = []
    if not found:
        raise UnsentError("unresolvable")
    return list(dict.fromkeys(found))


@contextlib.contextmanager
def ended_at(connection: HTTPConnection, deadline: float, is_over: threading.Event) -> Iterator[None]:
    """Total deadline: a socket's own time-out restarts with every byte, so a slow sender could hold us for ever."""

    def end() -> None:
        is_over.set()
        with contextlib.suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(max(deadline - time.monotonic(), 0), end)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def kind_of(error: Exception) -> str:
    """A code from a short list that the delivery log can translate."""
    reason = getattr(error, "reason", None) or error.__cause__ or error
    if isinstance(error, TimeoutError) or isinstance(reason, TimeoutError):
        return "timeout"
    if isinstance(reason, ssl.SSLError) or "ssl" in type(error).__name__.lower():
        return "tls"
    if isinstance(reason, ConnectionError | OSError) or "connection" in type(error).__name__.lower():
        return "unreachable"
    return "broken"


def readable(kept: bytes) -> str:
    """In a form that PostgreSQL can store."""
    return kept.decode("utf-8", errors="replace").replace("\x00", "�")
