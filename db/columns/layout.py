"""The tables of the column copy, in DuckDB's types, and how statements on them are compiled."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    Select,
    SmallInteger,
    Table,
    Uuid,
)
from sqlalchemy.dialects.postgresql.base import PGDialect

from db.models import CallFact
from db.models.rollup import SPREAD_COLUMNS

STORE = "store"
LEFT_OUT = {"conversation_id", "phone_number", "updated_at"}  # no figure is about a single call
TYPES: tuple[tuple[type[Any], str], ...] = (
    (ARRAY, "VARCHAR[]"),
    (DateTime, "TIMESTAMP"),
    (Date, "DATE"),
    (Boolean, "BOOLEAN"),
    (SmallInteger, "SMALLINT"),
    (Integer, "INTEGER"),
    (Numeric, "DECIMAL(14, 6)"),
    (Uuid, "UUID"),
)
OF_A_CALL = {"started_at", "day", "hour", "cost_eur", "unknown_costs", *SPREAD_COLUMNS}
COPIED = [column for column in CallFact.__table__.columns if column.name not in LEFT_OUT]
TRAITS = [column for column in COPIED if column.name not in OF_A_CALL]
OWN = [column for column in COPIED if column.name in OF_A_CALL]


def table(name: str, columns: list[Any]) -> Table:
    copies = (
        Column(column.name, DateTime() if isinstance(column.type, DateTime) else column.type)
        for column in columns
    )
    return Table(name, MetaData(), Column("kind", Integer()), *copies, schema=STORE)


# A call has its own time, lengths and cost; all else it shares with many, and is asked once of their kind. How many calls of each
# kind a day has, and what they cost together, is kept beside them: most figures are of whole days, and need no single call.
CALLS, KINDS = table("calls", OWN), table("kinds", TRAITS)
CELLS = table(
    "cells",
    [
        CallFact.__table__.c.day,
        Column("n", Integer()),
        Column("cost_eur", Numeric(38, 6)),  # null for the calls of which none is known
        Column("cost_squares", Numeric(38, 12)),
        Column("unknown_costs", Integer()),
    ],
)


def columns_of(*tables: Table) -> SimpleNamespace:
    """As if they were one table."""
    return SimpleNamespace(
        **{column.name: column for one in tables for column in one.c if column.name != "kind"}
    )


BOTH, SUMMED = columns_of(KINDS, CALLS), columns_of(KINDS, CELLS)


class Dialect(PGDialect):
    """DuckDB's SQL is PostgreSQL's, except that backslashes and percent signs have no special meaning."""

    _backslash_escapes = False


DIALECT = Dialect(paramstyle="named")  # type: ignore[no-untyped-call]


def kind(column: Any) -> str:
    return next((name for kind, name in TYPES if isinstance(column.type, kind)), "VARCHAR")


def written(column: Any) -> str:
    """SQL by which PostgreSQL writes the column. Times in the copy have no zone: they are UTC."""
    if isinstance(column.type, ARRAY):
        return f"array_to_string({column.name}, ',')"
    return f"{column.name} AT TIME ZONE 'UTC'" if isinstance(column.type, DateTime) else str(column.name)


def read(column: Any) -> str:
    """SQL by which DuckDB reads the column."""
    if isinstance(column.type, ARRAY):
        return (
            f"CASE WHEN {column.name} = '' THEN [] ELSE string_split({column.name}, ',') END AS {column.name}"
        )
    return str(column.name)


def since(moment: datetime) -> ColumnElement[bool]:
    return CALLS.c.started_at >= moment.astimezone(UTC).replace(tzinfo=None)


def until(moment: datetime) -> ColumnElement[bool]:
    return CALLS.c.started_at < moment.astimezone(UTC).replace(tzinfo=None)


def as_text(statement: Select[Any] | ColumnElement[bool]) -> str:
    """The statement with literal values: the plan is faster with them, and names are quoted safely."""
    return str(statement.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
