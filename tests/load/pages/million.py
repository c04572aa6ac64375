"""The web process over a database with as many calls of the demo as are asked for, for benches of the dashboards."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from db.actions.users import create_user, issue_token
from db.database import Database
from db.demo.cli import has_calls, load_demo
from db.embedded import postgres, redis_server
from db.queries.users import member_of_email
from db.release import migrate
from db.settings import DbSettings, parse_database_url
from tests.load.machine import wait_until
from tests.load.pages.browsing import Visitor
from tests.load.pages.timing import Timings
from tests.load.web import ROOT, web

VISITOR = Visitor("bench@example.com", "a password of the bench")
COPIED_WITHIN_SECONDS = 300


@dataclass(frozen=True)
class Served:
    """``address`` of the web process, whose copy by columns is made; ``token`` of a user who may see everything."""

    url: str
    database: Database
    address: str
    token: str
    timings: Timings


def add_arguments(parser: ArgumentParser, *, rounds: int) -> None:
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--database", help="the URL of a database that has the data; else one of its own")


@contextmanager
def served(asked: Namespace) -> Iterator[Served]:
    with ExitStack() as stack:
        url = asked.database or stack.enter_context(own_database(asked.conversations))
        keep = Path(stack.enter_context(TemporaryDirectory(prefix="pages-", dir="/tmp")))
        redis = stack.enter_context(redis_server(keep, persistent=False))
        database = Database(DbSettings(parse_database_url(url), redis, keep))
        stack.callback(database.close)
        token, timings = prepare(database, asked.conversations, asked.days), Timings(keep / "timings")
        env = {"DATABASE_URL": url, "REDIS_URL": redis, "DATA_DIR": str(keep)}
        env["BENCH_TIMINGS"] = str(timings.file)
        address = stack.enter_context(web(env, app="tests.load.pages.served:server"))
        print_section("The copy by columns", copied(timings))
        yield Served(url, database, address, token, timings)


@contextmanager
def own_database(conversations: int) -> Iterator[str]:
    folder = ROOT / ".data" / f"bench-pages-{conversations}"
    folder.mkdir(parents=True, exist_ok=True)
    with postgres(folder) as url:
        yield url


def prepare(database: Database, conversations: int, days: int) -> str:
    """A user's token."""
    migrate(database)
    if not has_calls(database):
        print_section(f"Loading {conversations} calls", [])
        load_demo(database, conversations=conversations, days=days, seed=1)
    with database.transaction() as session:
        if member_of_email(session, VISITOR.email) is None:
            create_user(session, email=VISITOR.email, role="admin", password=VISITOR.password)
    with database.transaction() as session:
        return issue_token(session, email=VISITOR.email)


def copied(timings: Timings) -> list[str]:
    """What a web process does in the background after its start."""
    found: list[dict[str, object]] = []

    def has_come() -> bool:
        found.extend(line for line in timings.new() if "copied" in line)
        return bool(found)

    wait_until(has_come, "the copy was made", COPIED_WITHIN_SECONDS)
    return [f"made in {found[0]['seconds']} s" if found[0]["copied"] else "none: there are few calls"]


def print_section(title: str, lines: list[str]) -> None:
    sys.stdout.write("\n".join((f"\n== {title}", *lines, "")))
    sys.stdout.flush()
