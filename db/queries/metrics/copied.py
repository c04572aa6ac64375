"""Counts on the column copy: conditions on traits are evaluated once per kind of call, not once per call."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, select, true
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BooleanClauseList

from db.columns.layout import CALLS, CELLS, KINDS
from db.columns.templates import PERIOD

Named = Mapping[str, ColumnElement[Any]]
OWN_TABLES = (CALLS, CELLS)


def counting(
    conditions: Sequence[ColumnElement[bool]], keys: Named, counts: Named, sums: Named, table: Table = CALLS
) -> Select[Any]:
    """SELECT of keys, counts and sums, in that order, over the period's calls that meet the conditions: over single calls, or over
    `CELLS`, the sums by kind and day. The condition of a count is either on traits or on single calls, not on both.
    """
    single = [piece for piece in pieces(conditions) if not is_of_kinds(piece)]
    shared = [piece for piece in pieces(conditions) if is_of_kinds(piece)]
    of_kind = {name: one for name, one in {**keys, **counts}.items() if is_of_kinds(one)}
    calls = func.sum(CELLS.c.n) if table is CELLS else func.count()
    columns = [expression.label(name) for name, expression in of_kind.items()]
    kinds = select(KINDS.c.kind, *columns).where(*shared).subquery("kinds_asked")
    found_keys = [kinds.c[name] if name in of_kind else key.label(name) for name, key in keys.items()]
    counted = [
        func.coalesce(calls.filter(kinds.c[name] if name in of_kind else one), 0).label(name)
        for name, one in counts.items()
    ]
    summed = [func.coalesce(func.sum(column), 0).label(name) for name, column in sums.items()]
    return (
        select(*found_keys, *counted, *summed)
        .select_from(table.join(kinds, kinds.c.kind == table.c.kind))
        .where(and_(PERIOD, *single))
        .group_by(*([kinds.c[name] if name in of_kind else key for name, key in keys.items()]))
    )


def spreading(
    conditions: Sequence[ColumnElement[bool]], keys: Named, value: ColumnElement[Any]
) -> Select[Any]:
    """SELECT of one row per key: a list of the values, and a list of their counts."""
    seen = counting(conditions, {**keys, "value": value}, {"calls": true()}, {}).subquery("seen")
    named = [seen.c[name] for name in keys]
    return select(*named, func.list(seen.c.value), func.list(seen.c.calls)).group_by(*named)


def pieces(conditions: Sequence[ColumnElement[bool]]) -> Iterator[ColumnElement[bool]]:
    """Splits conjunctions into their single conditions."""
    for condition in conditions:
        if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
            yield from pieces([*condition.clauses])
        else:
            yield condition


def is_of_kinds(expression: ColumnElement[Any]) -> bool:
    """Whether the expression uses only traits (or no column at all)."""
    return not any(getattr(part, "table", None) in OWN_TABLES for part in visitors.iterate(expression))
