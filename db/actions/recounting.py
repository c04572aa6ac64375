"""Derives missing or wrong facts again in bulk: for old calls, for loaded calls, and to verify what was derived call by call."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.actions import call_texts
from db.actions.call_facts import NOTE_VERSIONS, UPSERT_HEAD, UPSERT_TAIL, derive
from db.actions.fact_columns import COLUMNS, DERIVED
from db.actions.rollups import mark_span_stale

STEP = timedelta(days=14)  # a statement's worth of calls
MISSING = "NOT EXISTS (SELECT 1 FROM call_facts f WHERE f.conversation_id = c.id)"
ADD = text(
    f"{UPSERT_HEAD} {DERIVED} WHERE c.started_at >= :since AND c.started_at < :until AND {MISSING} {UPSERT_TAIL}"
)
ADD_TEXTS = text(
    f"{call_texts.UPSERT_HEAD} {call_texts.DERIVED} WHERE c.started_at >= :since AND c.started_at < :until"  # noqa: S608 (our own words)
    f" AND NOT EXISTS (SELECT 1 FROM call_texts t WHERE t.conversation_id = c.id) {call_texts.UPSERT_TAIL}"
)
NOTE_VERSIONS_OF_SPAN = text(NOTE_VERSIONS.format(which="f.started_at >= :since AND f.started_at < :until"))
ENDS = text("SELECT min(started_at), max(started_at) FROM conversations c WHERE :all OR " + MISSING)  # noqa: S608 (our own words)
# Figures include a running call's turns only when it ends (see `db.actions.turns`).
OVER = "c.ended_at IS NOT NULL"
COMPARED = [name for name in COLUMNS if name != "updated_at"]
WRONG = text(
    f"""
    SELECT d.conversation_id FROM ({DERIVED} WHERE c.started_at >= :since AND c.started_at < :until AND {OVER}) d
    LEFT JOIN call_facts f ON f.conversation_id = d.conversation_id
    WHERE ({", ".join(f"d.{name}" for name in COMPARED)}) IS DISTINCT FROM ({", ".join(f"f.{name}" for name in COMPARED)})
    """  # noqa: S608 (our own words)
)

WRONG_TEXTS = text(
    f"""
    SELECT d.conversation_id FROM ({call_texts.DERIVED} WHERE c.started_at >= :since AND c.started_at < :until AND {OVER}) d
    LEFT JOIN call_texts t ON t.conversation_id = d.conversation_id WHERE d.words IS DISTINCT FROM t.words
    """  # noqa: S608 (our own words)
)


def add_missing(session: Session) -> Iterator[int]:
    """Derives calls without facts, oldest first; yields the count after each step."""
    for since, until in steps(session, every_call=False):
        session.execute(ADD_TEXTS, {"since": since, "until": until})
        added: int = session.execute(ADD, {"since": since, "until": until}).rowcount  # type: ignore[attr-defined]
        if added:
            mark_period_changed(session, since, until)
        yield added


def mark_period_changed(session: Session, since: datetime, until: datetime) -> None:
    """To be called after facts of a period were loaded in bulk: marks their sums and copies as outdated."""
    mark_span_stale(session, since, until)
    session.execute(NOTE_VERSIONS_OF_SPAN, {"since": since, "until": until})


def steps(session: Session, *, every_call: bool) -> Iterator[tuple[datetime, datetime]]:
    row: tuple[Any, ...] = tuple(session.execute(ENDS, {"all": every_call}).one())
    begin, last = row
    while begin is not None and begin <= last:
        yield begin, begin + STEP
        begin += STEP


def wrong_calls(session: Session, since: datetime, until: datetime) -> list[UUID]:
    """Ended calls of the period whose stored facts or words differ from what would be derived now."""
    time = {"since": since, "until": until}
    return sorted({*session.scalars(WRONG, time), *session.scalars(WRONG_TEXTS, time)})


def repair_facts(session: Session, since: datetime, until: datetime) -> int:
    """Derives wrong calls of the period again; returns how many."""
    wrong = wrong_calls(session, since, until)
    if wrong:
        derive(session, wrong)
    return len(wrong)
