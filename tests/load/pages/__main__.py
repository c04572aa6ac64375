"""`python -m tests.load.pages`: the server's part of every callback and figure, the database's part of that, and the first load,
with as many calls of the demo as are asked for. The data is kept in `.data/bench-pages` and used again."""

import argparse
import logging
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.serving import make_server

from db.actions.users import create_user
from db.database import Database
from db.demo.cli import has_calls, load_demo
from db.embedded import postgres, redis_server
from db.queries.metrics.definitions import METRICS
from db.release import migrate
from tests.load.pages.browsing import browse, first_load, signed_in
from tests.load.pages.filtering import filter_changes
from tests.load.pages.timing import Watch, table
from wsgi import create_app

ROOT = Path(__file__).parent.parent.parent.parent
PASSWORD = "a password of the bench"
EMAIL = "bench@example.com"
PERIODS = (28, 90, 365, 730)
BREAKDOWNS = ("ending", "language", "month,ending", "weekday,hour", "week,ending")
LISTS = ("", "?outcome=abandoned", "?metric=abandonment_rate&part=numerator")
SEARCHES = ("cambio de aceite", "frenos", "1234", "612 345", "embrague")


def main() -> None:
    asked = arguments()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with ExitStack() as stack:
        url = asked.database or stack.enter_context(own_database(asked.conversations))
        redis = stack.enter_context(redis_server(folder(asked.conversations), persistent=False))
        server = create_app(
            "server",
            {"DATABASE_URL": url, "REDIS_URL": redis, "SECRET_KEY": "b" * 40, "LOG_LEVEL": "WARNING"},
        )
        database: Database = server.extensions["database"]
        prepare(database, asked.conversations, asked.days)
        say("The copy by columns", copied(database))
        watch = Watch(server, database.engine)
        client = server.test_client()
        client.post("/login", data={"email": EMAIL, "password": PASSWORD})
        watch.timings.clear()
        figures(client, asked.rounds)
        say("Figures and lists of the API", table(watch.timings, ("GET /api",)))
        watch.timings.clear()
        with running(server) as address:
            browse(address, EMAIL, PASSWORD, rounds=asked.rounds)
            say("Callbacks of the pages", table(watch.timings, ("callback", "GET /_dash-layout")))
            say("First load", first_load(address, EMAIL, PASSWORD))
            with signed_in(address, EMAIL, PASSWORD) as page:
                say("A filter of the panel is changed", filter_changes(page, asked.rounds))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", help="the URL of a database that has the data; else one of its own")
    return parser.parse_args()


def folder(conversations: int) -> Path:
    found = ROOT / ".data" / f"bench-pages-{conversations}"
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def own_database(conversations: int) -> Iterator[str]:
    with postgres(folder(conversations)) as url:
        yield url


def prepare(database: Database, conversations: int, days: int) -> None:
    migrate(database)
    if not has_calls(database):
        say(f"Loading {conversations} calls", [])
        load_demo(database, conversations=conversations, days=days, seed=1)
    with database.transaction() as session:
        if (
            not session.connection()
            .exec_driver_sql("SELECT 1 FROM users WHERE email = %(email)s", {"email": EMAIL})
            .first()
        ):
            create_user(session, email=EMAIL, role="admin", password=PASSWORD)


def copied(database: Database) -> list[str]:
    """What a web process does in the background after its start: how long it takes, and what room."""
    if database.columns is None:
        return ["none"]
    before, began = memory_mb(), time.perf_counter()
    days = database.columns.refresh()
    return [
        f"{days} days in {time.perf_counter() - began:.1f} s, memory {before:.0f} → {memory_mb():.0f} MB of the process"
    ]


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def figures(client: FlaskClient, rounds: int) -> None:
    for address in addresses():
        for _ in range(rounds):
            client.get(address)


def addresses() -> Iterator[str]:
    today = date.today()  # noqa: DTZ011 (any day will do)
    for days in PERIODS:
        since = f"from={today - timedelta(days=days - 1)}&to={today}"
        yield from (f"/api/metrics/{metric.name}?{since}" for metric in METRICS)
        yield from (f"/api/metrics/calls?{since}&by={by}" for by in BREAKDOWNS)
    yield from (f"/api/conversations{query}" for query in LISTS)
    yield from (f"/api/conversations?{urlencode({'q': words})}" for words in SEARCHES)


@contextmanager
def running(server: object) -> Iterator[str]:
    listening = make_server("127.0.0.1", 0, server, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()


def say(title: str, lines: list[str]) -> None:
    sys.stdout.write("\n".join((f"\n== {title}", *lines, "")))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
