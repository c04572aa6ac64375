"""A reading session's access to the column copy: one consistent view of both, opened when first needed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from db.columns.copy import CopiedDay, Snapshot
    from db.columns.refresher import Refresher

ACCESS_KEY = "columns"


@dataclass(frozen=True, slots=True)
class DaysInCopy:
    """An organization's days that are current in the copy, and those that are not."""

    snapshot: "Snapshot"
    fresh: Mapping[date, "CopiedDay"]
    stale: frozenset[date]


class CopyAccess:
    def __init__(self, refresher: "Refresher") -> None:
        self._refresher = refresher
        self._snapshot: Snapshot | None = None
        self._copied: dict[UUID, DaysInCopy] = {}

    def of(self, session: Session, organization_id: UUID) -> DaysInCopy | None:
        if self._refresher.copy is None:
            return None
        if organization_id not in self._copied:
            self._snapshot = self._snapshot or self._refresher.copy.snapshot()
            self._copied[organization_id] = compared(session, self._snapshot, organization_id)
        return self._copied[organization_id]

    def close(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()


@contextmanager
def copy_within(session: Session, refresher: "Refresher | None") -> Iterator[None]:
    if refresher is None:
        yield
        return
    opened = session.info[ACCESS_KEY] = CopyAccess(refresher)
    try:
        yield
    finally:
        opened.close()


def copied(session: Session, organization_id: UUID) -> DaysInCopy | None:
    """None if the process keeps no copy, or the session has no single snapshot of the database."""
    opened: CopyAccess | None = session.info.get(ACCESS_KEY)
    return opened.of(session, organization_id) if opened else None


def compared(session: Session, snapshot: "Snapshot", organization_id: UUID) -> DaysInCopy:
    from db.columns.copy import versions_of

    theirs, ours = versions_of(session, organization_id), snapshot.days.get(organization_id, {})
    fresh = {day: held for day, held in ours.items() if theirs.get(day) == held.version}
    return DaysInCopy(snapshot, fresh, frozenset(theirs.keys() | ours.keys()) - fresh.keys())
