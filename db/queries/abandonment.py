"""Who gives up, and when: how long calls last that are given up, and how long their callers wait for answers."""

from typing import Any

import pandas as pd
from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.frames import COUNT, WHOLE, read_frame
from db.queries.heard_calls import heard_calls
from db.queries.metrics.parts import abandoned, heard_out
from db.queries.selection import Selection, customers, weighed

STEP = {"step": WHOLE, "calls": COUNT, "given_up": COUNT}
WAITS_MS = (1000, 2000, 3000, 5000)  # the ends of the steps; the last has none
STAYED_SECONDS = (30, 60, 120, 300)


def by_wait(session: Session, selection: Selection) -> pd.DataFrame:
    """By the place of the call's median wait for an answer among `WAITS_MS`; none where it was not measured."""
    return _by(session, selection, CallFact.heard_gap_ms, WAITS_MS)


def by_length(session: Session, selection: Selection) -> pd.DataFrame:
    """How many calls ended within each of the steps of `STAYED_SECONDS`, and how many of them were given up."""
    return _by(session, selection, CallFact.duration_seconds, STAYED_SECONDS)


def _by(session: Session, selection: Selection, column: Any, ends: tuple[int, ...]) -> pd.DataFrame:
    steps = [(column < end, place) for place, end in enumerate(ends)]
    step = cast(case((column.is_(None), None), *steps, else_=len(ends)), Integer).label("step")
    given_up = func.count().filter(abandoned(CallFact)).label("given_up")
    columns: list[Any] = [step, func.count().label("calls"), given_up]
    statement = (
        select(*columns)
        .where(heard_out(CallFact), *customers(weighed(session, selection)).conditions())
        .group_by(step)
        .order_by(step)
    )
    return read_frame(session, statement, STEP)


def newest_abandoned(session: Session, selection: Selection, *, limit: int) -> pd.DataFrame:
    return heard_calls(session, selection, abandoned(CallFact), (CallFact.started_at.desc(),), limit)
