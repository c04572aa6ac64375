"""Sets of calls that only a line of business defines: its template says which readings by the rules count.

They are named by what they demand, so that every process finds the same calls by a name, whichever templates it has read.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_

Filter = Mapping[str, Sequence[str]]
FIELDS = ("intent", "outcome", "urgency")
TRADE = "trade:"


def trade_part(*wanted: Filter) -> str:
    """The name of the calls that meet all of them."""
    kept = [{field: list(values) for field, values in one.items()} for one in wanted]
    return TRADE + json.dumps(kept, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=500)
def trade_condition(name: str) -> Callable[[Any], ColumnElement[bool]]:
    """Returns the identical function for the same name, so that the statement cache recognizes it."""
    wanted: list[Filter] = json.loads(name.removeprefix(TRADE))
    return lambda f: and_(f.is_read, *(one for each in wanted for one in conditions_of(f, each)))


def conditions_of(f: Any, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        getattr(f, field).in_(values) for field, values in wanted.items() if field in FIELDS
    ]
    for value in wanted.get("abandoned", ()):
        is_abandoned = f.outcome == "abandoned"
        found.append(is_abandoned if value == "true" else ~is_abandoned)
    return found
