"""DuckDB statements that create the copy and replace the rows of given days."""

from db.columns.layout import COPIED, OWN, STORE, TRAITS, kind, read, written

LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
AS_WRITTEN = ", ".join(
    f"'{column.name}': '{'VARCHAR' if '[]' in kind(column) else kind(column)}'" for column in COPIED
)
READ = ", ".join(read(column) for column in COPIED)
COPIED_SQL = ", ".join(written(column) for column in COPIED)
SHARED = ", ".join(column.name for column in TRAITS)
CALLS_TABLE = f"{STORE}.calls (kind INTEGER, {', '.join(f'{column.name} {kind(column)}' for column in OWN)})"
KINDS_TABLE = f"{STORE}.kinds (kind INTEGER, mark UBIGINT, {', '.join(f'{column.name} {kind(column)}' for column in TRAITS)})"
CELLS_TABLE = f"{STORE}.cells (kind INTEGER, day DATE, n INTEGER, cost_eur DECIMAL(38, 6), cost_squares DECIMAL(38, 12), unknown_costs INTEGER)"
CREATE_TABLES = (
    f"ATTACH ':memory:' AS {STORE} (COMPRESS)",
    *(f"CREATE TABLE {one}" for one in (CALLS_TABLE, KINDS_TABLE, CELLS_TABLE)),
)
# Kinds stay: there are thousands of them for a million calls. A call's organization is a trait of its kind. Kinds are numbered from 0
# without gaps, which makes their join an index into an array.
READ_STAGED = (
    f"CREATE OR REPLACE TEMP TABLE staged AS SELECT *, hash({SHARED}) AS mark FROM (SELECT {READ} FROM read_csv(?,"
    f" header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N',"
    f" columns = {{{AS_WRITTEN}}}))"
)
DELETE_DAYS = tuple(
    f"DELETE FROM {STORE}.{one} WHERE day IN (SELECT unnest(?::DATE[]))"
    f" AND kind IN (SELECT kind FROM {STORE}.kinds WHERE organization_id = ?)"
    for one in ("calls", "cells")
)
INSERT_STAGED = (
    (
        f"INSERT INTO {STORE}.kinds SELECT (SELECT count(*) FROM {STORE}.kinds) + row_number() OVER (ORDER BY mark) - 1, mark,"
        f" {', '.join(f'any_value({column.name})' for column in TRAITS)} FROM staged"
        f" WHERE mark NOT IN (SELECT mark FROM {STORE}.kinds) GROUP BY mark"
    ),
    (
        f"INSERT INTO {STORE}.calls SELECT kinds.kind, {', '.join(f'staged.{column.name}' for column in OWN)}"
        f" FROM staged JOIN {STORE}.kinds USING (mark) ORDER BY day"
    ),
    (
        f"INSERT INTO {STORE}.cells SELECT kinds.kind, day, count(*), sum(cost_eur), sum(cost_eur * cost_eur), sum(unknown_costs)"
        f" FROM staged JOIN {STORE}.kinds USING (mark) GROUP BY kinds.kind, day, cost_eur IS NULL ORDER BY day"
    ),
)
SPANS = "SELECT day, min(started_at), max(started_at) FROM staged GROUP BY day"
