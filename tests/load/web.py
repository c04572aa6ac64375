"""The web process as production runs it, started by a bench."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.load.ports import free_port

ROOT = Path(__file__).parent.parent.parent
SECRET = "b" * 40


@contextmanager
def web(env: Mapping[str, str], *, app: str = "wsgi:server") -> Iterator[str]:
    """Its address, once it answers."""
    port = free_port()
    given = {**os.environ, "SECRET_KEY": SECRET, "LOG_LEVEL": "WARNING", **env, "PORT": str(port)}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:dashboard_app.gunicorn", app]
    process = subprocess.Popen(command, cwd=ROOT, env=given)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with urlopen(f"{address}/health/live", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web process ended at its start")
