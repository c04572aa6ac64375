"""How a statement becomes a frame: the columns have the types that the question promises, also where no row came back."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Select
from sqlalchemy.orm import Session

Columns = Mapping[str, str]
MOMENT = "datetime64[us, UTC]"
COUNT = "int64"
WHOLE = "Int64"  # a whole number that may be missing
FLAG = "bool"
ANYTHING = "object"  # dates, UUIDs, decimals, JSON: as Python has them
TEXT = "str"


def read_frame(session: Session, statement: Select[Any], columns: Columns) -> pd.DataFrame:
    """The statement's columns must be those of `columns`, by name and order."""
    result = session.execute(statement)
    names = list(result.keys())
    if names != list(columns):
        raise ValueError(f"the statement gives {names}, the frame promises {list(columns)}")
    rows = [tuple(row) for row in result]
    return pd.DataFrame(
        {
            name: pd.Series([row[place] for row in rows], dtype=dtype, name=name)
            for place, (name, dtype) in enumerate(columns.items())
        }
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for components and JSON: what is missing is None, whole numbers are `int`, moments are `datetime`."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
