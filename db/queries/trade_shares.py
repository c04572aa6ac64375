"""Shares of calls that only a line of business knows: its template says which readings count, here they are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.selection import Selection, customers

Filter = Mapping[str, Sequence[str]]
COLUMNS = {"intent": CallFact.intent, "outcome": CallFact.outcome, "urgency": CallFact.urgency}


@dataclass(frozen=True, slots=True)
class Share:
    """`of` calls have a reading that the denominator wants; `count` of them one that the numerator wants too."""

    name: str
    count: int
    of: int


def shares(
    session: Session, selection: Selection, wanted: Sequence[tuple[str, Filter, Filter]]
) -> list[Share]:
    """`wanted` has a name, a numerator and a denominator each. Customers' calls that were read; in one query."""
    if not wanted:
        return []
    counts = []
    for _name, numerator, denominator in wanted:
        whole = and_(CallFact.is_read, *conditions(denominator))
        counts += [func.count().filter(and_(whole, *conditions(numerator))), func.count().filter(whole)]
    row = session.execute(select(*counts).where(*customers(selection).conditions())).one()
    return [Share(name, row[2 * at], row[2 * at + 1]) for at, (name, *_rest) in enumerate(wanted)]


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        COLUMNS[field].in_(values) for field, values in wanted.items() if field in COLUMNS
    ]
    for value in wanted.get("abandoned", ()):
        is_abandoned = CallFact.outcome == "abandoned"
        found.append(is_abandoned if value == "true" else ~is_abandoned)
    return found
