"""How long each request took on the server, and how much of it the database: kept while a server of the test runs."""

import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from threading import local
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, Response, g, request
from sqlalchemy import Engine, event

CALLBACK = "/_dash-update-component"


@dataclass(slots=True)
class Timing:
    total_ms: list[float] = field(default_factory=list)
    sql_ms: list[float] = field(default_factory=list)


class Watch:
    """Requests by what they are for: a callback by its outputs, everything else by its path."""

    def __init__(self, server: Flask, engine: Engine) -> None:
        self.timings: dict[str, Timing] = defaultdict(Timing)
        self._sql = local()
        server.before_request_funcs.setdefault(None, []).insert(0, self._begin)
        server.after_request(self._end)
        event.listen(engine, "before_cursor_execute", self._before_sql)
        event.listen(engine, "after_cursor_execute", self._after_sql)

    def _begin(self) -> None:
        g.began = time.perf_counter()
        self._sql.spent = 0.0

    def _end(self, response: Response) -> Response:
        if response.status_code < 300:
            timing = self.timings[name()]
            timing.total_ms.append((time.perf_counter() - g.began) * 1000)
            timing.sql_ms.append(self._sql.spent * 1000)
        return response

    def _before_sql(self, *_: Any) -> None:
        self._sql.began = time.perf_counter()

    def _after_sql(self, *_: Any) -> None:
        self._sql.spent = getattr(self._sql, "spent", 0.0) + time.perf_counter() - self._sql.began


def name() -> str:
    if request.path == CALLBACK:
        output = str((request.get_json(silent=True) or {}).get("output", "?"))
        return f"callback {output[:50]} {asked_of(request.referrer or '')}".rstrip()
    return f"{request.method} {request.full_path.rstrip('?')}"


def asked_of(address: str) -> str:
    """The period of the page that asks, where its address has one, and how many other filters."""
    query = dict(parse_qsl(urlsplit(address).query))
    first, last = query.pop("from", ""), query.pop("to", "")
    days = f"{(date.fromisoformat(last) - date.fromisoformat(first)).days + 1} days" if first and last else ""
    return " ".join(filter(None, (days, f"{len(query)} filters" if query else "")))


def at(values: list[float], share: float) -> float:
    """The value that this share of them does not pass."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def table(timings: dict[str, Timing], starts: tuple[str, ...]) -> list[str]:
    lines = [f"{'what':<78} {'n':>4} {'p50 ms':>8} {'p95 ms':>8} {'SQL p50':>8}"]
    for what in sorted(found for found in timings if found.startswith(starts)):
        timing = timings[what]
        total, sql = timing.total_ms, statistics.median(timing.sql_ms)
        lines.append(f"{what:<78} {len(total):>4} {at(total, 0.5):>8.1f} {at(total, 0.95):>8.1f} {sql:>8.1f}")
    return lines
