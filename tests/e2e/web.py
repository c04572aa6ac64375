"""The web process as it runs in production, on a port of its own, to be killed and started again."""

import contextlib
import signal
from collections.abc import Iterator

import requests

from tests.load.ports import free_port
from tests.programs import Program
from tests.waiting import TEST_TIMEOUT_SECONDS


class Web:
    """`application` is the plumbing without pages, unless a test wants all of it."""

    def __init__(self, environment: dict[str, str], application: str = "tests.e2e.plumbing:server") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**environment, "PORT": str(self.port)}
        self._command = ("-m", "gunicorn", "-c", "python:dashboard_app.gunicorn", application)
        self._program: Program | None = None

    def start(self) -> None:
        self._program = Program(*self._command, environment=self._environment)
        self._program.await_line("Listening at")  # who asks now is answered as soon as the worker has started
        assert requests.get(f"{self.url}/health/live", timeout=TEST_TIMEOUT_SECONDS).ok

    def kill(self) -> None:
        """As a machine would: without a word."""
        if self._program is not None:
            self._program.kill()

    def stop(self) -> int:
        assert self._program is not None
        self._program.tell(signal.SIGTERM)
        return self._program.ended()


@contextlib.contextmanager
def running(environment: dict[str, str], application: str = "tests.e2e.plumbing:server") -> Iterator[Web]:
    web = Web(environment, application)
    try:
        web.start()
        yield web
    finally:
        web.kill()
