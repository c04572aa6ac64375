"""The calls selected by filters: counted, taken in parts, and serialized so that another process selects the same ones."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Integer, cast, exists, func, select, tuple_
from sqlalchemy.orm import Session

from db.models import BulkOrder, CallFact, ConversationAnalysis, Turn
from db.models.conversation import LIVE_STATUSES
from db.queries.calls import CallQuery

ADAPTER = TypeAdapter(CallQuery)
MAX_ANALYSES = 2000  # calls per order of AI analyses: budgets are smaller


@dataclass(frozen=True, slots=True)
class Place:
    """The last processed call; processing goes from the newest call backwards."""

    started_at: datetime
    id: UUID


def written(wanted: CallQuery) -> dict[str, Any]:
    found: dict[str, Any] = ADAPTER.dump_python(wanted, mode="json")
    return found


def read(kept: dict[str, Any]) -> CallQuery:
    return ADAPTER.validate_python(kept)


def until(wanted: CallQuery, moment: datetime) -> CallQuery:
    """Excludes calls that begin later, so that the order covers exactly the calls that were counted."""
    given = wanted.selection.until
    return replace(wanted, selection=replace(wanted.selection, until=min(given, moment) if given else moment))


def count_wanted(session: Session, wanted: CallQuery) -> int:
    statement = select(func.count()).where(*wanted.weighed(session).conditions())
    return session.scalars(statement.select_from(CallFact)).one()


def next_places(
    session: Session, wanted: CallQuery, after: Place | None, *, limit: int, is_unread: bool = False
) -> list[Place]:
    """The next calls after a place. `is_unread`: only ended calls without a completed, running or queued AI analysis."""
    order = tuple_(CallFact.started_at, CallFact.conversation_id)
    beyond = [order < tuple_(after.started_at, after.id)] if after is not None else []
    statement = (
        select(CallFact.started_at, CallFact.conversation_id)
        .where(*wanted.weighed(session).conditions(), *beyond, *(unread() if is_unread else []))
        .order_by(CallFact.started_at.desc(), CallFact.conversation_id.desc())
        .limit(limit)
    )
    return [Place(started_at, found) for started_at, found in session.execute(statement)]


def unread() -> list[ColumnElement[bool]]:
    read_already = exists().where(
        ConversationAnalysis.conversation_id == CallFact.conversation_id,
        ConversationAnalysis.analysis_type == "ai",
        ConversationAnalysis.status != "failed",
    )
    return [CallFact.status.not_in(LIVE_STATUSES), ~read_already]


def spoken_sizes(session: Session, ids: list[UUID]) -> list[tuple[int, int]]:
    """Numbers of turns and of characters of each call that has spoken turns."""
    characters = cast(func.sum(func.length(Turn.text)), Integer)
    statement = (
        select(func.count(), characters)
        .where(Turn.conversation_id.in_(ids), Turn.text != "")
        .group_by(Turn.conversation_id)
    )
    found: list[tuple[int, int]] = [(turns, length) for turns, length in session.execute(statement)]
    return found


def order_of(session: Session, *, order_id: UUID, organization_id: UUID) -> BulkOrder | None:
    found = session.get(BulkOrder, order_id)
    return found if found is not None and found.organization_id == organization_id else None


def newest_order(session: Session, *, organization_id: UUID, user_id: UUID) -> BulkOrder | None:
    mine = (BulkOrder.organization_id == organization_id, BulkOrder.user_id == user_id)
    return session.scalars(
        select(BulkOrder).where(*mine).order_by(BulkOrder.created_at.desc()).limit(1)
    ).one_or_none()


def action_of(session: Session, order_id: UUID) -> str | None:
    return session.scalar(select(BulkOrder.action).where(BulkOrder.id == order_id))
