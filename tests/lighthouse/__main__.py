"""Starts the web half with demo data on servers of its own, signs in, and has Lighthouse look at each page, or at those that are named."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from db.actions.users import create_user
from db.database import Database
from db.demo.cli import load_demo
from db.embedded import postgres, redis_server
from db.settings import DbSettings, parse_database_url
from tests.conftest import migrate
from tests.e2e.web import Web
from tests.lighthouse.node import NODE

HERE = Path(__file__).parent
PATHS = (
    "/",
    "/calls",
    "/today",
    "/live",
    "/follow-ups",
    "/alerts",
    "/monday",
    "/explore",
    "/boards",
    "/topics",
    "/experiments",
    "/abandonment",
    "/costs",
    "/roi",
    "/test-calls",
)
PATHS += ("/calibration", "/monitoring", "/settings")
EMAIL, PASSWORD = "ana@autobox.example", "a good password"


@contextmanager
def site() -> Iterator[str]:
    """The address of a server with a few hundred calls."""
    with tempfile.TemporaryDirectory(prefix="autobox-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o755)
        with postgres(data_dir) as url, redis_server(data_dir, persistent=False) as redis_url:
            settings = DbSettings(parse_database_url(url), redis_url, data_dir, pool_size=5)
            database = Database(settings)
            migrate(database)
            load_demo(database, conversations=300, days=40, seed=4)
            with database.transaction() as session:
                create_user(session, email=EMAIL, role="admin", password=PASSWORD)
            environment = {
                **os.environ,
                "DATABASE_URL": settings.database_url.render_as_string(hide_password=False),
                "REDIS_URL": redis_url,
                "DATA_DIR": folder,
                "LOG_LEVEL": "ERROR",
            }
            web = Web(environment, "wsgi:server")
            web.start()
            try:
                yield web.url
            finally:
                web.stop()
                database.close()


def main() -> int:
    with site() as base, requests.Session() as browser:
        browser.post(f"{base}/login", data={"email": EMAIL, "password": PASSWORD}, timeout=30)
        call = browser.get(f"{base}/api/conversations?limit=1", timeout=30).json()["items"][0]["id"]
        cookie = f"autobox_session={browser.cookies['autobox_session']}"
        chromium = shutil.which("chromium") or "chromium"
        paths = sys.argv[1:] or [*PATHS, f"/analysis/{call}"]
        command = [NODE, str(HERE / "run.mjs"), base, cookie, chromium, *paths]
        return subprocess.run(command, cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
