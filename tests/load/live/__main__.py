"""`python -m tests.load.live`: facts are committed, and arrive at 100 and then 500 browsers' sockets of one web process, and on real pages.

The time of each is from just before its commit to the socket's last byte, on one machine's clock; pages add the time until the new
call stands on them. The web process is gunicorn as in production; the sockets are plain, and read by a process of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

from db.actions.calls import NewCall, open_call
from db.actions.users import create_user, issue_token
from db.database import Database
from db.embedded import postgres, redis_server
from db.release import migrate
from db.settings import DbSettings, parse_database_url
from tests.load.live.listening import arrivals
from tests.load.live.pages import open_pages, seen_at
from tests.load.ports import free_port

EMAIL, PASSWORD = "bench@example.com", "a password of the bench"
ROOT = Path(__file__).parent.parent.parent.parent


def main() -> None:
    asked = arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="live-", dir="/tmp")))
        folder.chmod(0o755)
        url = stack.enter_context(postgres(folder))
        redis = stack.enter_context(redis_server(folder, persistent=False))
        database = Database(DbSettings(parse_database_url(url), redis, folder))
        stack.callback(database.close)
        token = prepare(database)
        address = stack.enter_context(web(url, redis, folder, max(asked.sockets)))
        with open_pages(address, EMAIL, PASSWORD, asked.pages) as pages:
            for sockets in asked.sockets:
                sys.stdout.write(measured(database, address, token, sockets, asked) + "\n")
                sys.stdout.flush()
            sys.stdout.write(seen_at(pages, lambda: commit(database), asked.facts // 2) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--pages", type=int, default=3, help="real Chromium pages beside them")
    parser.add_argument("--facts", type=int, default=100)
    parser.add_argument("--per-second", type=float, default=8)
    return parser.parse_args()


def prepare(database: Database) -> str:
    migrate(database)
    with database.transaction() as session:
        create_user(session, email=EMAIL, role="admin", password=PASSWORD)
    with database.transaction() as session:
        return issue_token(session, email=EMAIL)


@contextmanager
def web(url: str, redis: str, folder: Path, sockets: int) -> Iterator[str]:
    port = free_port()
    env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": redis, "DATA_DIR": str(folder), "PORT": str(port)}
    env |= {"SECRET_KEY": "b" * 40, "LIVE_SOCKETS": str(sockets + 20), "LOG_LEVEL": "WARNING"}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:dashboard_app.gunicorn", "wsgi:server"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
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


def commit(database: Database) -> tuple[str, float]:
    """A call rings: its id, and the moment just before the commit."""
    number = f"+346{uuid4().int % 10**8:08d}"
    call = NewCall(
        call_sid=f"CA{uuid4().hex}",
        direction="inbound",
        phone_number=number,
        called_number=None,
        started_at=datetime.now(UTC),
        is_simulated=True,
    )
    with database.transaction() as session:
        found = open_call(session, call=call)
        at = time.time()
    return str(found), at


def measured(database: Database, address: str, token: str, sockets: int, asked: argparse.Namespace) -> str:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.load.live.listening", address, token, str(sockets)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as listeners:
        assert listeners.stdin
        assert listeners.stdout
        listeners.stdout.readline()  # all sockets are open
        committed = paced(database, asked)
        time.sleep(2)  # what has not come by then is lost
        heard = json.loads(listeners.communicate("over\n")[0])
    return arrivals(committed, heard, sockets)


def paced(database: Database, asked: argparse.Namespace) -> dict[str, float]:
    committed = {}
    for _ in range(asked.facts):
        found, at = commit(database)
        committed[found] = at
        time.sleep(max(0.0, at + 1 / asked.per_second - time.time()))
    return committed


if __name__ == "__main__":
    main()
