"""SQL text of questions to the copy, cached. Compiling a question takes longer than answering it, and most differ only in their period."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, literal_column, true

from db.columns.layout import as_text

MAX_TEXTS = 400  # texts that are kept, of three kilobytes each
PERIOD_MARK = f"period_{secrets.token_hex(16)}"  # where the period goes; nobody can have it in a value
PERIOD: ColumnElement[bool] = literal_column(PERIOD_MARK, Boolean())


class Templates:
    """A least-recently-used cache."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, list[str]] = OrderedDict()
        self._lock = threading.Lock()

    def text(
        self, shape: Hashable, period: Sequence[ColumnElement[bool]], make: Callable[[], Select[Any]]
    ) -> str:
        """`shape` is everything that `make` depends on; `make` leaves PERIOD in place of the period."""
        with self._lock:
            pieces = self._kept.get(shape)
            if pieces is not None:
                self._kept.move_to_end(shape)
        if pieces is None:
            pieces = as_text(make()).split(PERIOD_MARK)
            self._keep(shape, pieces)
        return as_text(and_(true(), *period)).join(pieces)

    def _keep(self, shape: Hashable, pieces: list[str]) -> None:
        with self._lock:
            self._kept[shape] = pieces
            if len(self._kept) > MAX_TEXTS:
                self._kept.popitem(last=False)


TEMPLATES = Templates()
