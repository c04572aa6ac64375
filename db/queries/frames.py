"""Turns a statement into a frame whose columns have the declared types even if it has no rows."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, cast

import numpy as np
import pandas as pd
from sqlalchemy import Select
from sqlalchemy.orm import Session

Columns = Mapping[str, str]
MOMENT = "datetime64[us, UTC]"
COUNT = "int64"
WHOLE = "Int64"  # a whole number that may be missing
FLAG = "bool"
ANYTHING = "object"  # dates, UUIDs, decimals, JSON as Python objects
TEXT = "str"
KINDS: dict[str, Any] = {  # dtype objects, because looking one up by name is slow
    MOMENT: pd.DatetimeTZDtype("us", "UTC"),
    WHOLE: pd.Int64Dtype(),
    TEXT: pd.StringDtype(na_value=np.nan),
}


def read_frame(session: Session, statement: Select[Any], columns: Columns) -> pd.DataFrame:
    """The statement's columns must be those of `columns`, by name and order."""
    result = session.execute(statement)
    names = list(result.keys())
    if names != list(columns):
        raise ValueError(f"the statement gives {names}, the frame promises {list(columns)}")
    rows = result.all()
    values = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pd.DataFrame(
        {name: column(given, columns[name]) for name, given in zip(names, values, strict=True)}, copy=False
    )


def column(values: Sequence[Any], dtype: str) -> Any:
    """An array, not a series: building a frame from series aligns them first, which takes twice as long."""
    if dtype == ANYTHING:
        made = np.empty(len(values), dtype=object)
        made[:] = values
        return made
    return pd.array(values, dtype=KINDS[dtype]) if dtype in KINDS else np.array(values, dtype=dtype)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts of Python values: None for missing, `int`, `datetime`."""
    names = [str(name) for name in frame.columns]
    # The arrays directly: creating a series per column would cost as much as reading its values.
    arrays = cast("Any", frame)._iter_column_arrays()  # noqa: SLF001
    columns = ([known(value) for value in array.tolist()] for array in arrays)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def known(value: Any) -> Any:
    """The value, or None for any of pandas' three missing values."""
    is_missing = value is pd.NA or value is pd.NaT or (isinstance(value, float) and isnan(value))
    return None if is_missing else value
