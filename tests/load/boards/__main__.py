"""`python -m tests.load.boards --database URL`: the same figures of the same calls, by our API, by Apache Superset, and by its SQL alone.

Each question is asked in turns, once of each, so that what else the machine does falls on all alike; the counts must be the same.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from tests.load.boards.superset import Superset, superset
from tests.load.foreign_load import foreign_load
from tests.load.pages.million import add_arguments, served
from tests.load.web import ROOT

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
    with (
        served(asked) as product,
        superset(asked.home) as theirs,
        product.database.engine.connect() as bare,
        foreign_load(product.database.engine) as load,
    ):
        theirs.show(product.url, "call_facts")
        ours, organization = Ours(product.address, product.token), busiest(bare)
        for days in PERIODS:
            where = where_of(organization, days)
            for question in QUESTIONS:
                spent = compared(question, days, where, ours, theirs, bare, asked.rounds)
                print_times(f"{question.by}, {days} days", spent)
        sys.stdout.write(f"{load()}, Superset among them\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser, rounds=7)
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
        since, until = period(days)
        path = f"/api/metrics/calls?from={since}&to={until}&by={by}"
        self._line.request("GET", path, headers={"Authorization": f"Bearer {self._token}"})
        return sum(group["value"] for group in json.load(self._line.getresponse())["groups"])


def compared(
    question: Question, days: int, where: str, ours: Ours, theirs: Superset, bare: Connection, rounds: int
) -> dict[str, list[float]]:
    columns = [*question.columns]
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


def busiest(bare: Connection) -> object:
    """The organization that has most of the calls: the one that is asked of our API, too."""
    most = text("SELECT organization_id FROM call_facts GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    return bare.execute(most).scalar_one()


def where_of(organization: object, days: int) -> str:
    """What our API counts where nothing else is asked of it."""
    since, until = period(days)
    of = f"organization_id = '{organization}' AND NOT is_test AND NOT is_staff"
    return f"{of} AND day BETWEEN '{since}' AND '{until}'"


def period(days: int) -> tuple[date, date]:
    today = date.today()  # noqa: DTZ011 (any day will do)
    return today - timedelta(days=days - 1), today


def print_times(title: str, spent: dict[str, list[float]]) -> None:
    figures = "  ".join(f"{name} {statistics.median(of):7.1f} ms" for name, of in spent.items())
    sys.stdout.write(f"{title:28} {figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
