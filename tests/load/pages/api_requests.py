"""Requests of API clients: every figure over several periods, breakdowns, and lists of calls by filters and by words."""

from collections.abc import Iterator
from datetime import date, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from db.queries.metrics.definitions import METRICS

PERIODS = (28, 90, 365, 730)
BREAKDOWNS = ("ending", "language", "month,ending", "weekday,hour", "week,ending")
LISTS = ("", "?outcome=abandoned", "?metric=abandonment_rate&part=numerator")
SEARCHES = ("cambio de aceite", "frenos", "1234", "612", "612 345", "612 345 678", "embrague", "zanahoria")


def request_figures(address: str, token: str, rounds: int) -> None:
    """Over one connection, as an API client would keep it."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.hostname or "", parts.port)
    for path in addresses():
        for _ in range(rounds):
            line.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path} was answered with {answer.status}")
    line.close()


def addresses() -> Iterator[str]:
    today = date.today()  # noqa: DTZ011 (any day will do)
    for days in PERIODS:
        since = f"from={today - timedelta(days=days - 1)}&to={today}"
        yield from (f"/api/metrics/{metric.name}?{since}" for metric in METRICS)
        yield from (f"/api/metrics/calls?{since}&by={by}" for by in BREAKDOWNS)
    yield from (f"/api/conversations{query}" for query in LISTS)
    yield from (f"/api/conversations?{urlencode({'q': words})}" for words in SEARCHES)
