"""`python -m tests.load.boards --database URL`: the same figures of the same calls, by our API, by Apache Superset, and by its SQL alone.

Each question is asked in turns, once of each, so that what else the machine does falls on all alike; the counts must be the same.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from db.database import Database
from db.embedded import redis_server
from db.settings import DbSettings, parse_database_url
from tests.load.boards.superset import Superset, superset
from tests.load.others import others
from tests.load.pages.__main__ import copied, own_database, prepare
from tests.load.pages.timing import Timings
from tests.load.web import ROOT, web

WEEKDAY = {"label": "weekday", "sqlExpression": "extract(isodow FROM day)", "expressionType": "SQL"}
MONTH = {"label": "month", "sqlExpression": "date_trunc('month', day)", "expressionType": "SQL"}
PERIODS = (28, 365, 730)


@dataclass(frozen=True)
class Question:
    """What is counted ``by`` what: the names of our API, and the columns of a chart."""

    by: str
    columns: tuple[Any, ...]


QUESTIONS = (
    Question("day,outcome", ("day", "outcome")),
    Question("month,outcome", (MONTH, "outcome")),
    Question("weekday,hour", (WEEKDAY, "hour")),
    Question("intent", ("intent",)),
    Question("language", ("language",)),
)
Asked = Callable[[], int]
"""Asks, and returns how many calls were counted."""


def main() -> None:
    asked = arguments()
    with ExitStack() as stack:
        url = asked.database or stack.enter_context(own_database(asked.conversations))
        keep = Path(stack.enter_context(TemporaryDirectory(prefix="boards-", dir="/tmp")))
        redis = stack.enter_context(redis_server(keep, persistent=False))
        database = Database(DbSettings(parse_database_url(url), redis, keep))
        stack.callback(database.close)
        token, timings = prepare(database, asked.conversations, asked.days), Timings(keep / "timings")
        env = {"DATABASE_URL": url, "REDIS_URL": redis, "DATA_DIR": str(keep)}
        env["BENCH_TIMINGS"] = str(timings.file)
        ours = Ours(stack.enter_context(web(env, app="tests.load.pages.served:server")), token)
        copied(timings)
        theirs = stack.enter_context(superset(asked.home))
        theirs.show(url, "call_facts")
        bare = stack.enter_context(database.engine.connect())
        told = stack.enter_context(others(database.engine))
        for days in PERIODS:
            for question in QUESTIONS:
                _tell(
                    f"{question.by}, {days} days", compared(question, days, ours, theirs, bare, asked.rounds)
                )
        sys.stdout.write(f"{told()}, Superset among them\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--database", help="the URL of a database that has the data; else one of its own")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--home", type=Path, default=ROOT / ".data" / "superset", help="where Superset is installed"
    )
    return parser.parse_args()


class Ours:
    """Our API, over one connection, as a program would keep it."""

    def __init__(self, address: str, token: str) -> None:
        parts = urlsplit(address)
        self._line, self._token = HTTPConnection(parts.hostname or "", parts.port), token

    def count(self, by: str, days: int) -> int:
        since, until = _period(days)
        path = f"/api/metrics/calls?from={since}&to={until}&by={by}"
        self._line.request("GET", path, headers={"Authorization": f"Bearer {self._token}"})
        return sum(group["value"] for group in json.load(self._line.getresponse())["groups"])


def compared(
    question: Question, days: int, ours: Ours, theirs: Superset, bare: Connection, rounds: int
) -> dict[str, list[float]]:
    columns, where = [*question.columns], _where(bare, days)
    query = text(theirs.chart(columns, where)["query"].replace(":", "\\:"))
    answers: dict[str, Asked] = {
        "ours": lambda: ours.count(question.by, days),
        "Superset": lambda: sum(row["calls"] for row in theirs.chart(columns, where)["data"]),
        "SQL": lambda: sum(row[-1] for row in bare.execute(query)),
    }
    return in_turns(answers, rounds)


def in_turns(answers: dict[str, Asked], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each, round by round; the first round, which warms up, is left out."""
    spent: dict[str, list[float]] = {name: [] for name in answers}
    for round_ in range(rounds + 1):
        counted = {}
        for name, ask in answers.items():
            began = time.perf_counter()
            counted[name] = ask()
            if round_:
                spent[name].append((time.perf_counter() - began) * 1000)
        if len(set(counted.values())) != 1:
            raise SystemExit(f"they do not agree: {counted}")
    return spent


def _where(bare: Connection, days: int) -> str:
    """Of the organization that has most of the calls: what our API counts where nothing else is asked of it."""
    busiest = text("SELECT organization_id FROM call_facts GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    since, until = _period(days)
    of = f"organization_id = '{bare.execute(busiest).scalar_one()}' AND NOT is_test AND NOT is_staff"
    return f"{of} AND day BETWEEN '{since}' AND '{until}'"


def _period(days: int) -> tuple[date, date]:
    today = date.today()  # noqa: DTZ011 (any day will do)
    return today - timedelta(days=days - 1), today


def _tell(title: str, spent: dict[str, list[float]]) -> None:
    figures = "  ".join(f"{name} {statistics.median(of):7.1f} ms" for name, of in spent.items())
    sys.stdout.write(f"{title:28} {figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
