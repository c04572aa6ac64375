"""`make run` as a newcomer meets it: everything starts, a call comes in, Ctrl-C leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.conftest import ROOT
from tests.load.ports import free_port
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

PASSWORD = "printed at no place but here"


class Local:
    """`python -m db.local` with nothing configured but its ports, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        ports = {name: str(free_port()) for name in ("PORT", "VOICE_PORT", "SIMULATORS_PORT")}
        mine = {"DATA_DIR": str(folder), "ADMIN_PASSWORD": PASSWORD, "SIMULATED_SPEED": "4", **ports}
        inherited = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.url = f"http://127.0.0.1:{ports['PORT']}"
        self.log = (folder / "log").open("w+", encoding="utf-8")
        command = [sys.executable, "-m", "db.local"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**inherited, **mine}, stdout=self.log, stderr=self.log
        )

    def said(self) -> str:
        return Path(self.log.name).read_text(encoding="utf-8")

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(TEST_TIMEOUT_SECONDS)
        self.log.close()


@pytest.fixture(scope="module")
def local() -> Iterator[Local]:
    with tempfile.TemporaryDirectory(prefix="autobox-run-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        started = Local(Path(folder))
        eventually(lambda: "Ctrl-C stops everything" in started.said() or started.process.poll() is not None)
        yield started
        if started.process.poll() is None:
            started.interrupt()


def test_it_says_where_it_is_and_how_to_sign_in(local: Local) -> None:
    assert local.url in local.said()
    assert re.search(r"Sign in as\s+admin@example.com", local.said())


def test_the_first_call_comes_by_itself_and_the_demo_is_marked(local: Local) -> None:
    session = requests.Session()
    form = {"email": "admin@example.com", "password": PASSWORD}
    session.post(f"{local.url}/login", data=form, headers={"Origin": local.url}, timeout=TEST_TIMEOUT_SECONDS)

    def calls(**filters: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = session.get(
            f"{local.url}/api/conversations", params=filters, timeout=TEST_TIMEOUT_SECONDS
        ).json()["items"]
        return found

    assert calls(is_test="false")
    assert eventually(lambda: [call for call in calls(is_test="true") if call["status"] == "in_progress"])


def test_nothing_stays_behind(local: Local) -> None:
    started = psutil.Process(local.process.pid).children(recursive=True)
    assert len(started) > 8

    local.interrupt()

    _, alive = psutil.wait_procs(started, timeout=TEST_TIMEOUT_SECONDS)
    assert alive == []
    assert local.process.returncode == 0
