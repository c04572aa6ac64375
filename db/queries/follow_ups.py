"""Lists of follow-ups: open ones by urgency, closed ones with their outcome."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, DateTime, Select, Text, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from db.models import Conversation, FollowUp, User
from db.queries.follow_up_views import Step, View, fitting, shown
from db.queries.frames import ANYTHING, FLAG, MOMENT, TEXT, WHOLE, read_frame
from db.queries.readings import CALLER_NAME, INTENT, OF_CALL, OUTCOME, PLATE, URGENCY, Reading, turn_text

FOLLOW_UPS = {
    "id": TEXT,
    "conversation_id": TEXT,
    "phone_number": TEXT,
    "kind": TEXT,
    "rank": WHOLE,
    "due_at": MOMENT,
    "state": TEXT,
    "note": TEXT,
    "created_at": MOMENT,
    "closed_at": MOMENT,
    "closed_by_conversation_id": TEXT,
    "assigned_to": TEXT,
    "assignee": TEXT,
    "closer": TEXT,
    "started_at": MOMENT,
    "is_simulated": FLAG,
    "language": TEXT,
    "caller_name": TEXT,
    "plate": TEXT,
    "intent": TEXT,
    "outcome": TEXT,
    "urgency": TEXT,
    "proof": ANYTHING,
    "said": TEXT,
    "promises": ANYTHING,
    "tries": WHOLE,
    "tried_at": MOMENT,
    "tried_by": TEXT,
    "tried_by_id": TEXT,
}
PAGE_SIZE = 200
Assignee, Closer, Trier = (aliased(User, name=name) for name in ("assignee", "closer", "trier"))
PROOF = Reading.results["intent"]["evidence"][0]
LAST_TRY = FollowUp.tries[-1]
COMPUTED: dict[str, Any] = {
    "tries": func.jsonb_array_length(FollowUp.tries),
    "tried_at": cast(LAST_TRY["at"].astext, DateTime(timezone=True)),
    "tried_by_id": LAST_TRY["by"].astext,
    "tried_by": select(Trier.email).where(cast(Trier.id, Text) == LAST_TRY["by"].astext).scalar_subquery(),
    "assignee": Assignee.email,
    "closer": Closer.email,
    "started_at": Conversation.started_at,
    "is_simulated": Conversation.is_simulated,
    "language": Conversation.language,
    "caller_name": CALLER_NAME,
    "plate": PLATE,
    "intent": INTENT,
    "outcome": OUTCOME,
    "urgency": URGENCY,
    "proof": PROOF,
    "said": turn_text(FollowUp.conversation_id, PROOF),
    "promises": Reading.results["promises"],
}


def follow_ups(
    session: Session,
    *,
    organization_id: UUID,
    view: View = "open",
    user_id: UUID | None = None,
    kind: str = "",
    limit: int | None = PAGE_SIZE,
    after: tuple[Any, ...] | None = None,
) -> pd.DataFrame:
    """Open ones, the most urgent first; closed ones, the newest first. `mine`: open ones assigned to the user. `after`: what the last
    one of the page before has in the columns of `sorting`.
    """
    wanted = (FollowUp.organization_id == organization_id, *shown(view, user_id, kind))
    statement = with_calls().where(*wanted, *beyond(view, after)).order_by(*order(view)).limit(limit)
    return read_frame(session, statement, FOLLOW_UPS)


def follow_up_of_call(
    session: Session, *, organization_id: UUID, conversation_id: UUID, phone_number: str | None
) -> pd.DataFrame:
    """At most one: an open one of the call, else of another call of its caller, else the call's own that is closed."""
    is_own = FollowUp.conversation_id == conversation_id
    is_callers = and_(FollowUp.state == "open", FollowUp.phone_number == phone_number)
    statement = (
        with_calls()
        .where(
            FollowUp.organization_id == organization_id, or_(is_own, is_callers) if phone_number else is_own
        )
        .order_by(FollowUp.state != "open", ~is_own, FollowUp.due_at, FollowUp.id)
        .limit(1)
    )
    return read_frame(session, statement, FOLLOW_UPS)


def with_calls() -> Select[Any]:
    columns = [
        (COMPUTED[name] if name in COMPUTED else getattr(FollowUp, name)).label(name) for name in FOLLOW_UPS
    ]
    return (
        select(*columns)
        .join(Conversation, Conversation.id == FollowUp.conversation_id)
        .outerjoin(Reading, OF_CALL)
        .outerjoin(Assignee, Assignee.id == FollowUp.assigned_to)
        .outerjoin(Closer, Closer.id == FollowUp.closed_by)
    )


def count_shown(session: Session, *, organization_id: UUID, view: View, user_id: UUID, kind: str = "") -> int:
    wanted = (FollowUp.organization_id == organization_id, *shown(view, user_id, kind))
    return session.scalars(select(func.count()).select_from(FollowUp).where(*wanted)).one()


def count_fitting(
    session: Session, *, organization_id: UUID, view: View, user_id: UUID, kind: str, step: Step
) -> int:
    wanted = (FollowUp.organization_id == organization_id, *shown(view, user_id, kind))
    statement = select(func.count()).select_from(FollowUp).where(*wanted, fitting(step, user_id))
    return session.scalars(statement).one()


def sorting(view: View) -> tuple[str, ...]:
    return ("closed_at", "id") if view == "closed" else ("rank", "due_at", "id")


def order(view: View) -> Sequence[Any]:
    columns = [getattr(FollowUp, name) for name in sorting(view)]
    return [column.desc() for column in columns] if view == "closed" else columns


def beyond(view: View, after: tuple[Any, ...] | None) -> Sequence[ColumnElement[bool]]:
    if after is None:
        return ()
    place = tuple_(*(getattr(FollowUp, name) for name in sorting(view)))
    return (place < after if view == "closed" else place > after,)


def open_follow_up_count(session: Session, *, organization_id: UUID) -> int:
    wanted = (FollowUp.organization_id == organization_id, FollowUp.state == "open")
    return session.scalars(select(func.count()).select_from(FollowUp).where(*wanted)).one()


def colleagues(session: Session, *, organization_id: UUID) -> list[tuple[UUID, str]]:
    """Users to whom a follow-up can be assigned: id and e-mail."""
    wanted = (User.organization_id == organization_id, User.is_active, User.role != "analyst")
    return [
        (row.id, row.email)
        for row in session.execute(select(User.id, User.email).where(*wanted).order_by(User.email))
    ]


def call_of_follow_up(session: Session, *, organization_id: UUID, follow_up_id: UUID) -> UUID | None:
    wanted = (FollowUp.id == follow_up_id, FollowUp.organization_id == organization_id)
    return session.scalar(select(FollowUp.conversation_id).where(*wanted))
