"""`python -m tests.load.live`: facts are committed, and arrive at 100 and then 500 browsers' sockets of one web process, and on real pages.

The time of each is from just before its commit to the socket's last byte, on one machine's clock; pages add the time until the new
call stands on them. The web process is gunicorn as in production; the sockets are plain, and read by a process of their own.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from db.actions.calls import NewCall, end_call, open_call
from db.actions.users import create_user, issue_token
from db.database import Database
from db.embedded import postgres, redis_server
from db.release import migrate
from db.settings import DbSettings, parse_database_url
from tests.load.foreign_load import foreign_load
from tests.load.live.listening import arrivals
from tests.load.live.pages import open_pages, seen_at
from tests.load.pages.browsing import Visitor
from tests.load.web import ROOT, web

ON_THE_LINE = 6
SETTLED_SECONDS = 1.0  # until pages have drawn the end of the call before
VISITOR = Visitor("bench@example.com", "a password of the bench")


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
        env = {"DATABASE_URL": url, "REDIS_URL": redis, "DATA_DIR": str(folder)}
        address = stack.enter_context(
            web(env | {"LIVE_SOCKETS": str(max(*asked.sockets, *asked.browsers, 0) + 20)})
        )
        with open_pages(address, VISITOR, asked.pages) as pages:
            for sockets, way in [
                *((one, "hearing") for one in asked.sockets),
                *((one, "asking") for one in asked.browsers),
            ]:
                with foreign_load(database.engine) as load:
                    said = measured(database, address, token, sockets, way, asked)
                    sys.stdout.write(f"{said} ({load()})\n")
                    sys.stdout.flush()
            with foreign_load(database.engine) as load:
                said = seen_at(pages, ringing(database), asked.facts // 2)
                sys.stdout.write(f"{said} ({load()})\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, nargs="+", default=[100, 500])
    parser.add_argument(
        "--browsers",
        type=int,
        nargs="*",
        default=[100],
        help="those that ask for the page's new content, too",
    )
    parser.add_argument("--pages", type=int, default=3, help="real Chromium pages beside them")
    parser.add_argument("--facts", type=int, default=100)
    parser.add_argument("--per-second", type=float, default=8)
    parser.add_argument("--asked-per-second", type=float, default=1, help="while browsers ask")
    return parser.parse_args()


def prepare(database: Database) -> str:
    migrate(database)
    with database.transaction() as session:
        create_user(session, email=VISITOR.email, role="admin", password=VISITOR.password)
    with database.transaction() as session:
        return issue_token(session, email=VISITOR.email)


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


def measured(
    database: Database, address: str, token: str, sockets: int, way: str, asked: argparse.Namespace
) -> str:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.load.live.listening", address, token, str(sockets), way],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as listeners:
        assert listeners.stdin
        assert listeners.stdout
        listeners.stdout.readline()  # all sockets are open
        is_asking = way == "asking"
        rate, facts = (
            (asked.asked_per_second, asked.facts // 4) if is_asking else (asked.per_second, asked.facts)
        )
        committed = paced(database, facts, rate)
        time.sleep(2)  # what has not come by then is lost
        heard = json.loads(listeners.communicate("over\n")[0])
    return f"{way}: {arrivals(committed, heard, sockets)}"


def paced(database: Database, facts: int, per_second: float) -> dict[str, float]:
    """A few calls are on the line at a time: the oldest ends as the next one rings."""
    committed: dict[str, float] = {}
    for _ in range(facts):
        found, at = commit(database)
        committed[found] = at
        if len(committed) > ON_THE_LINE:
            hang_up(database, [*committed][-ON_THE_LINE - 1])
        time.sleep(max(0.0, at + 1 / per_second - time.time()))
    for found in [*committed][-ON_THE_LINE:]:
        hang_up(database, found)
    return committed


def ringing(database: Database) -> Callable[[], tuple[str, float]]:
    """A call rings; the oldest of those on the line ends as the next one does."""
    on_the_line: list[str] = []

    def ring() -> tuple[str, float]:
        if len(on_the_line) == ON_THE_LINE:
            hang_up(database, on_the_line.pop(0))
            time.sleep(SETTLED_SECONDS)
        found, at = commit(database)
        on_the_line.append(found)
        return found, at

    return ring


def hang_up(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        end_call(
            session,
            conversation_id=UUID(conversation_id),
            ended_at=datetime.now(UTC),
            end_reason="caller_hangup",
        )


if __name__ == "__main__":
    main()
