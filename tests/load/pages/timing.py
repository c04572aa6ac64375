"""How long each request took on the server, from its first line read to its last byte made, and how much of that was the database and the copy."""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from threading import Lock, local
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, request
from sqlalchemy import Engine, event
from werkzeug.wsgi import ClosingIterator

CALLBACK = "/_dash-update-component"


class Spent(StrEnum):
    SQL = "sql"
    COPY = "copy"


class Watch:
    """Around the whole application: what signs in, compresses and names the answer counts, too."""

    def __init__(self, server: Flask, engine: Engine, file: Path) -> None:
        self._file, self._lock, self._thread = file, Lock(), local()
        self._inner = server.wsgi_app
        server.wsgi_app = self._measured  # type: ignore[method-assign]
        server.before_request_funcs.setdefault(None, []).insert(0, self._name)
        event.listen(engine, "before_cursor_execute", self._before_sql)
        event.listen(engine, "after_cursor_execute", self._after_sql)

    def _measured(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        began, began_cpu, seen = time.perf_counter(), time.thread_time(), {}
        self._thread.spent = {one.value: 0.0 for one in Spent}
        self._thread.name = ""

        def start(status: str, *rest: Any) -> Any:
            seen["status"] = int(status.split()[0])
            return start_response(status, *rest)

        def end() -> None:
            spent = {name: round(seconds * 1000, 2) for name, seconds in self._thread.spent.items()}
            total = round((time.perf_counter() - began) * 1000, 2)
            spent["cpu"] = round((time.thread_time() - began_cpu) * 1000, 2)
            if self._thread.name and seen.get("status", 500) < 300:
                self.write({"name": self._thread.name, "total": total, **spent})

        return ClosingIterator(self._inner(environ, start), [end])

    def write(self, line: Mapping[str, Any]) -> None:
        with self._lock, self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    @contextmanager
    def spending(self, what: Spent) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = getattr(self._thread, "spent", None)
            if spent is not None:
                spent[what.value] += time.perf_counter() - began

    def _name(self) -> None:
        self._thread.name = name()

    def _before_sql(self, *_: Any) -> None:
        self._thread.sql_began = time.perf_counter()

    def _after_sql(self, *_: Any) -> None:
        spent = getattr(self._thread, "spent", None)
        if spent is not None:
            spent[Spent.SQL.value] += time.perf_counter() - self._thread.sql_began


def name() -> str:
    if request.path == CALLBACK:
        output = str((request.get_json(silent=True) or {}).get("output", "?"))
        return f"callback {shortened(output)} {asked_of(request.referrer or '')}".rstrip()
    return f"{request.method} {request.full_path.rstrip('?')}"


def shortened(output: str) -> str:
    """Of several outputs the first."""
    return output.strip(".").split("...")[0].split("@")[0]


def asked_of(address: str) -> str:
    """The page that asks, the period where its address has one, and how many other filters."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    first, last = query.pop("from", ""), query.pop("to", "")
    days = f"{(date.fromisoformat(last) - date.fromisoformat(first)).days + 1} days" if first and last else ""
    return " ".join(filter(None, (parts.path, days, f"{len(query)} filters" if query else "")))


@dataclass(slots=True)
class Timings:
    """The lines of the file that have come since it was last looked at."""

    file: Path
    seen: int = 0

    def new(self) -> list[dict[str, Any]]:
        if not self.file.exists():
            return []
        with self.file.open(encoding="utf-8") as file:
            file.seek(self.seen)
            lines = file.read()
            self.seen = file.tell()
        return [json.loads(line) for line in lines.splitlines()]


def at(values: list[float], share: float) -> float:
    """The value that this share of them does not pass."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def table(lines: list[dict[str, Any]], starts: tuple[str, ...], *, over: float = 0) -> list[str]:
    """The slowest first, and all of them in one line; those whose p95 is not over `over` are left out, and counted."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if str(line.get("name", "")).startswith(starts):
            found[line["name"]].append(line)
    rows = sorted(found.items(), key=lambda one: -at(totals(one[1]), 0.95))
    shown = [row(what, its) for what, its in rows if at(totals(its), 0.95) > over]
    everything = [line for its in found.values() for line in its]
    head = f"{'what':<78} {'n':>5} {'p50 ms':>8} {'p95 ms':>8} {'CPU p50':>8} {'SQL p50':>8} {'copy p50':>8}"
    left = [f"… and {len(rows) - len(shown)} more with a p95 of at most {over:.0f} ms"] * (
        len(shown) < len(rows)
    )
    return [head, *([row("all of them", everything)] if everything else []), *shown, *left]


def totals(lines: list[dict[str, Any]]) -> list[float]:
    return [float(line["total"]) for line in lines]


def row(what: str, lines: list[dict[str, Any]]) -> str:
    """CPU is that of the thread that answers: PostgreSQL's is not in it, nor is waiting for a core."""
    parts = [statistics.median(float(line[one]) for line in lines) for one in ("cpu", *Spent)]
    times = [at(totals(lines), share) for share in (0.5, 0.95)]
    return " ".join((f"{what[:78]:<78} {len(lines):>5}", *(f"{one:>8.1f}" for one in (*times, *parts))))
