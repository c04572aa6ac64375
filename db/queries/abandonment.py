"""Abandoned calls: how long they last, and how long their callers wait for answers."""

from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.heard_calls import heard_calls
from db.queries.metrics.measure import counted_by
from db.queries.metrics.parts import abandoned, calls, heard_out
from db.queries.selection import Selection, customers, weighed


@dataclass(frozen=True, slots=True)
class Step:
    """Calls of one histogram bucket, by its index `place`; None for calls without a measurement."""

    place: int | None
    calls: int
    given_up: int


def by_wait(session: Session, selection: Selection) -> list[Step]:
    """Calls and abandoned calls by the call's median response gap, in the buckets of `WAITS_MS`."""
    return _by(session, selection, "wait")


def by_length(session: Session, selection: Selection) -> list[Step]:
    """Calls and abandoned calls by duration, in the buckets of `STAYED_SECONDS`."""
    return _by(session, selection, "stay")


def _by(session: Session, selection: Selection, key: str) -> list[Step]:
    counted = customers(weighed(session, selection))
    counted = replace(counted, parts=(*counted.parts, heard_out.__name__))
    found = counted_by(session, {"calls": calls, "given_up": abandoned}, counted, by=(key,))
    return [Step(place, int(one["calls"]), int(one["given_up"])) for (place,), one in found.items()]


def newest_abandoned(session: Session, selection: Selection, *, limit: int) -> pd.DataFrame:
    return heard_calls(session, selection, abandoned(CallFact), (CallFact.started_at.desc(),), limit)
