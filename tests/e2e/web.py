"""The web process as it runs in production, on a port of its own, to be killed and started again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import requests

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Web:
    """`application` is the plumbing without pages, unless a test wants all of it."""

    def __init__(self, environment: dict[str, str], application: str = "tests.e2e.plumbing:server") -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**environment, "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self._command = [sys.executable, "-m", "gunicorn", "-c", "python:dashboard_app.gunicorn", application]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, start_new_session=True
        )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the web process does not start")
            time.sleep(0.05)  # gunicorn tells nobody that it listens

    def is_up(self) -> bool:
        with contextlib.suppress(requests.ConnectionError, requests.Timeout):
            return requests.get(f"{self.url}/health/live", timeout=5).ok
        return False

    def kill(self) -> None:
        """As a machine would: without a word."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self, within_seconds: float = 10) -> int:
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(within_seconds)


@contextlib.contextmanager
def running(environment: dict[str, str], application: str = "tests.e2e.plumbing:server") -> Iterator[Web]:
    web = Web(environment, application)
    try:
        web.start()
        yield web
    finally:
        web.kill()
