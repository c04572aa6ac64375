"""`python -m tests.load.pages`: the server's part of every callback and figure, the database's part of that, the first load, and how
soon a changed filter shows, with as many calls of the demo as are asked for. The data is kept in `.data/bench-pages-…` and used again.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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
from tests.load.others import others
from tests.load.pages.asking import figures
from tests.load.pages.browsing import Visitor, browse, signed_in
from tests.load.pages.filtering import filter_changes
from tests.load.pages.first import first_load
from tests.load.pages.replaying import Sent, replay
from tests.load.pages.timing import Timings, table
from tests.load.web import ROOT, web

VISITOR = Visitor("bench@example.com", "a password of the bench")
PARTS = ("figures", "pages", "first", "filters")
COPIED_WITHIN_SECONDS = 300


def main() -> None:
    asked = arguments()
    with ExitStack() as stack:
        url = asked.database or stack.enter_context(own_database(asked.conversations))
        keep = Path(stack.enter_context(TemporaryDirectory(prefix="pages-", dir="/tmp")))
        redis = stack.enter_context(redis_server(keep, persistent=False))
        database = Database(DbSettings(parse_database_url(url), redis, keep))
        stack.callback(database.close)
        token = prepare(database, asked.conversations, asked.days)
        timings = Timings(keep / "timings")
        env = {
            "DATABASE_URL": url,
            "REDIS_URL": redis,
            "DATA_DIR": str(keep),
            "BENCH_TIMINGS": str(timings.file),
        }
        address = stack.enter_context(web(env, app="tests.load.pages.served:server"))
        say("The copy by columns", copied(timings))
        for part in asked.parts:
            with others(database.engine) as told:
                MEASURED[part](address, token, timings, asked.rounds, told)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--database", help="the URL of a database that has the data; else one of its own")
    return parser.parse_args()


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
        say(f"Loading {conversations} calls", [])
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


Told = Callable[[], str]


def of_figures(address: str, token: str, timings: Timings, rounds: int, told: Told) -> None:
    figures(address, token, rounds)
    say(
        f"Figures and lists of the API, one after the other; {told()}",
        table(timings.new(), ("GET /api",), over=50),
    )


def of_pages(address: str, _token: str, timings: Timings, rounds: int, told: Told) -> None:
    with signed_in(address, VISITOR) as page:
        sent = Sent(page)
        timings.new()
        browse(page, rounds=rounds)
        together = table(timings.new(), CALLBACKS, over=50)
        say(f"Callbacks of the pages, as a browser asks for them; {told()}", together)
        replay(page, sent, rounds)
        say("The same, each by itself and with another period", table(timings.new(), CALLBACKS, over=50))


def of_first_loads(address: str, _token: str, _timings: Timings, rounds: int, told: Told) -> None:
    lines = first_load(address, VISITOR, rounds)
    say(f"First load, with an empty cache; {told()} and the browsers that were closed", lines)


def of_filters(address: str, _token: str, timings: Timings, rounds: int, told: Told) -> None:
    with signed_in(address, VISITOR) as page:
        timings.new()
        shown = filter_changes(page, rounds)
        say(f"A filter is changed; {told()}", [*shown, *table(timings.new(), CALLBACKS, over=100)])


CALLBACKS = ("callback", "GET /_dash-layout")
MEASURED = {"figures": of_figures, "pages": of_pages, "first": of_first_loads, "filters": of_filters}


def say(title: str, lines: list[str]) -> None:
    sys.stdout.write("\n".join((f"\n== {title}", *lines, "")))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
