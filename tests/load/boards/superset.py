"""Apache Superset in an environment of its own: installed, given a user and the table of facts, served, asked for charts."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.load.machine import wait_until
from tests.load.ports import free_port

PACKAGES = ("apache-superset==6.1.0", "Flask-Caching==2.3.1", "psycopg2-binary", "cachetools", "rich")
"""The last two it needs and does not name; of the caching library it leaves the version open, and fails with later ones."""
USER = "bench"
STARTS_WITHIN_SECONDS = 120
SETTINGS = """\
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{home}/metadata.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
"""


class Superset:
    """Asks as its own pages do: one request for the data of a chart."""

    def __init__(self, address: str, password: str) -> None:
        self._address = address
        self._token = self._post(
            "/api/v1/security/login",
            {"username": USER, "password": password, "provider": "db", "refresh": False},
        )["access_token"]
        self._dataset = 0

    def show(self, database: str, table: str) -> None:
        """Make a table the one that charts are drawn from."""
        made = self._post(
            "/api/v1/database/",
            {"database_name": table, "sqlalchemy_uri": database, "expose_in_sqllab": True},
        )
        dataset = self._post(
            "/api/v1/dataset/", {"database": made["id"], "schema": "public", "table_name": table}
        )
        self._dataset = dataset["id"]

    def chart(self, columns: list[Any], where: str) -> dict[str, Any]:
        """Return ``data``, a list of rows, and ``query``, the SQL that was asked; no answer is kept for the next time."""
        count = {"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "calls"}
        query = {"columns": columns, "metrics": [count], "extras": {"where": where}, "row_limit": 50_000}
        asked = {"datasource": {"id": self._dataset, "type": "table"}, "force": True, "queries": [query]}
        answer: dict[str, Any] = self._post("/api/v1/chart/data", asked)["result"][0]
        return answer

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "_token"):
            headers["Authorization"] = f"Bearer {self._token}"
        request = Request(self._address + path, json.dumps(body).encode(), headers)
        with urlopen(request, timeout=120) as answer:
            return json.load(answer)


@contextmanager
def superset(home: Path) -> Iterator[Superset]:
    """Install it where that has not been done, and serve it with one process of four threads, as our web process is served."""
    home.mkdir(parents=True, exist_ok=True)
    python = home / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home / "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    (home / "metadata.db").unlink(missing_ok=True)
    (home / "superset_config.py").write_text(SETTINGS.format(secret=secrets.token_hex(24), home=home))
    env = {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(home / "superset_config.py"),
        "SUPERSET_HOME": str(home),
    }
    password = secrets.token_hex(12)
    _set_up(python.parent / "superset", env, home, password)
    port = free_port()
    command = [python.parent / "gunicorn", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}"]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen([*command, "superset.app:create_app()"], env=env, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until(lambda: _answers(address), "Superset answered", STARTS_WITHIN_SECONDS)
            yield Superset(address, password)
        finally:
            process.terminate()
            process.wait()


def _set_up(superset: Path, env: Mapping[str, str], home: Path, password: str) -> None:
    admin = f"--username {USER} --firstname b --lastname b --email {USER}@example.com --password {password}"
    with (home / "setup.log").open("w") as log:
        for words in ("db upgrade", f"fab create-admin {admin}", "init"):
            subprocess.run([superset, *words.split()], env=env, stdout=log, stderr=log, check=True)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=5):
            return True
    except (URLError, OSError):
        return False
