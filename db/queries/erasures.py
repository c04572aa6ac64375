"""Completed and running erasures, newest first."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from db.models import Erasure, User
from db.queries.frames import MOMENT, TEXT, WHOLE, read_frame, records

ERASURES = {
    "id": TEXT,
    "erased_at": MOMENT,
    "touched_at": MOMENT,
    "email": TEXT,
    "scope": TEXT,
    "state": TEXT,
    "total": WHOLE,
    "calls": WHOLE,
    "recordings": WHOLE,
    "running": WHOLE,
    "trouble": TEXT,
}


def erasures(
    session: Session, *, organization_id: UUID, limit: int, more: tuple[ColumnElement[bool], ...] = ()
) -> pd.DataFrame:
    columns = [User.email if name == "email" else getattr(Erasure, name) for name in ERASURES]
    statement = (
        select(*columns)
        .outerjoin(User, User.id == Erasure.user_id)
        .where(Erasure.organization_id == organization_id, *more)
        .order_by(Erasure.erased_at.desc(), Erasure.id)
        .limit(limit)
    )
    return read_frame(session, statement, ERASURES)


def newest_erasures(
    session: Session, *, organization_id: UUID, since: datetime, limit: int
) -> list[dict[str, Any]]:
    """Running erasures, and those that ended since then."""
    recent = (or_(Erasure.state != "done", Erasure.touched_at >= since),)
    return records(erasures(session, organization_id=organization_id, limit=limit, more=recent))


def erasure_of(session: Session, *, organization_id: UUID, erasure_id: UUID) -> dict[str, Any] | None:
    wanted = (Erasure.id == erasure_id,)
    return next(iter(records(erasures(session, organization_id=organization_id, limit=1, more=wanted))), None)
