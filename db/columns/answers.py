"""Caches what the copy has answered since it last changed, so a panel that many people watch is counted once."""

import threading
from collections import OrderedDict
from typing import Any

MAX_ANSWERS, MAX_ROWS = 300, 2000  # answers that are kept; rows of one: some megabytes, a hundred at worst
Rows = list[tuple[Any, ...]]


class Answers:
    """A least-recently-used cache."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Rows] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: str) -> Rows | None:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
            return self._kept.get(question)

    def keep(self, question: str, rows: Rows) -> None:
        if len(rows) > MAX_ROWS:
            return
        with self._lock:
            self._kept[question] = rows
            if len(self._kept) > MAX_ANSWERS:
                self._kept.popitem(last=False)
