"""Keeps `call_facts` and `call_texts` up to date: at the end of each transaction, rows of changed calls are derived again.

There are no triggers: code that changes an input of a figure calls `touch`, and `recount` verifies everything. A row
also depends on neighbouring calls of the same number (did they call again?), so those are derived with it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.actions import call_texts
from db.actions.fact_columns import COLUMNS, DERIVED, REPEAT_DAYS
from db.actions.rollups import mark_stale

FACTS_LOCK = 0x0E7E29  # class of the advisory locks on numbers whose calls are being derived
WINDOW = timedelta(days=REPEAT_DAYS)

# The given calls, and those of the same identifiable number within the window.
NEIGHBOURS = text(
    """
    WITH touched AS (
        SELECT id, organization_id, phone_number, started_at FROM conversations WHERE id = ANY(CAST(:ids AS uuid[]))
    )
    SELECT id, hashtext(coalesce(phone_number, id::text)) AS lock FROM touched
    UNION
    SELECT near.id, hashtext(near.phone_number)
    FROM touched JOIN conversations near ON near.phone_number = touched.phone_number
    WHERE near.organization_id = touched.organization_id AND near.phone_number ~ '^\\+[0-9]{6,}$'
    AND near.started_at BETWEEN touched.started_at - :window AND touched.started_at + :window
    """
)
LOCK = text("SELECT pg_advisory_xact_lock(:kind, lock) FROM unnest(CAST(:locks AS int[])) AS lock")
UPSERT_HEAD = f"INSERT INTO call_facts ({', '.join(COLUMNS)})"
UPSERT_TAIL = "ON CONFLICT (conversation_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in COLUMNS if name != "conversation_id"
)
OF_THESE = "WHERE c.id = ANY(CAST(:ids AS uuid[]))"
UPSERT_TEXTS = text(f"{call_texts.UPSERT_HEAD} {call_texts.DERIVED} {OF_THESE} {call_texts.UPSERT_TAIL}")
UPSERT = text(f"{UPSERT_HEAD} {DERIVED} {OF_THESE} {UPSERT_TAIL}")
# Test calls may use versions that are not in service yet, so they do not count. Up-to-date rows are not locked.
NOTE_VERSIONS = """
    INSERT INTO agent_versions (organization_id, version, first_call_at)
    SELECT f.organization_id, f.agent_version, min(f.started_at) FROM call_facts f
    LEFT JOIN agent_versions known ON known.organization_id = f.organization_id AND known.version = f.agent_version
    WHERE {which} AND f.agent_version IS NOT NULL AND NOT f.is_test
    AND (known.first_call_at IS NULL OR f.started_at < known.first_call_at)
    GROUP BY f.organization_id, f.agent_version ORDER BY 1, 2
    ON CONFLICT (organization_id, version)
    DO UPDATE SET first_call_at = least(agent_versions.first_call_at, excluded.first_call_at)
"""
NOTE_VERSIONS_OF_CALLS = text(NOTE_VERSIONS.format(which="f.conversation_id = ANY(CAST(:ids AS uuid[]))"))


def touch(session: Session, conversation_id: UUID) -> None:
    """Marks a call whose figures have changed: its facts are derived again before the transaction commits."""
    session.info.setdefault("touched", set()).add(conversation_id)


def refresh_touched(session: Session) -> None:
    touched = session.info.pop("touched", None)
    if touched:
        session.flush()
        refresh(session, touched)


def refresh(session: Session, conversation_ids: Iterable[UUID]) -> None:
    """Only one transaction at a time derives the calls of a number: the later one sees what the earlier committed."""
    ids = [str(found) for found in conversation_ids]
    numbers = session.execute(NEIGHBOURS, {"ids": ids, "window": WINDOW}).all()
    if not numbers:
        return
    locks = sorted({row.lock for row in numbers})
    session.execute(LOCK, {"kind": FACTS_LOCK, "locks": locks})
    near = session.execute(NEIGHBOURS, {"ids": ids, "window": WINDOW}).all()
    derive(session, [row.id for row in near])


def neighbours(session: Session, conversation_ids: Iterable[UUID]) -> set[UUID]:
    """These calls, and those of the same numbers around them."""
    ids = [str(found) for found in conversation_ids]
    return set(session.scalars(NEIGHBOURS, {"ids": ids, "window": WINDOW}))


def derive(session: Session, ids: Sequence[Any]) -> None:
    named = {"ids": [str(found) for found in ids]}
    session.execute(UPSERT, named)
    session.execute(UPSERT_TEXTS, named)
    session.execute(NOTE_VERSIONS_OF_CALLS, named)
    mark_stale(session, ids)
