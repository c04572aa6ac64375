"""Follow-ups: opened for callers who were not served, closed by people or by the caller's next successful call.

What to open and close is decided for whole sets of calls, so it may run twice, and late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import INTERVAL, insert
from sqlalchemy.orm import Session

from db.actions.changed_rows import changed_rows
from db.actions.events import record_event
from db.models import Conversation, FollowUp, User
from db.queries.follow_up_views import Step, Try, View, fitting, shown
from db.queries.needs import ended_calls

STATES_AFTER: dict[Step, str] = {"done": "done", "dismiss": "dismissed"}
# Within which time a caller must be contacted, by the kind of follow-up.
RESPONSE_TIMES = {
    "urgent": timedelta(hours=1),
    "complaint": timedelta(hours=4),
    "callback": timedelta(hours=4),
    "missed": timedelta(hours=4),
    "promise": timedelta(hours=4),
    "abandoned": timedelta(hours=24),
    "unresolved": timedelta(hours=24),
}
MAX_NOTE_CHARACTERS = 1000
SAME_TRY = timedelta(minutes=1)
LAST_TRY = FollowUp.tries[-1]
COLUMNS = ("organization_id", "conversation_id", "phone_number", "kind", "rank", "due_at", "assigned_to")


@dataclass(frozen=True, slots=True)
class Settled:
    """How many calls opened, and how many calls closed."""

    opened: int
    closed: int


def settle_follow_ups(
    session: Session,
    *,
    organization_id: UUID,
    since: datetime,
    conversation_id: UUID | None = None,
    is_told: bool = True,
) -> Settled:
    """Updates follow-ups after the calls since then; only those of one call's number if it is given."""
    calls = partial(
        ended_calls, organization_id=organization_id, since=since, conversation_id=conversation_id
    )
    opened = open_needed(session, calls())
    closed = [
        close(session, calls(), state, reason)
        for state, reason in (("served", "is_served"), ("superseded", "kind"))
    ]
    closed.append(withdraw(session, calls()))
    if is_told and (opened or any(closed)):
        announce(session, organization_id)
    return Settled(opened, sum(closed))


def open_needed(session: Session, calls: CTE) -> int:
    """Opens one for each caller's newest call whose need no later call has met. The previous assignee stays."""
    later = calls.alias("later")
    rang_again = exists().where(
        later.c.phone_number == calls.c.phone_number,
        later.c.started_at > calls.c.started_at,
        later.c.is_served | later.c.kind.is_not(None),
    )
    response_time = case(RESPONSE_TIME_OF, value=calls.c.kind)
    before = (
        select(FollowUp.assigned_to)
        .where(
            FollowUp.organization_id == calls.c.organization_id,
            FollowUp.phone_number == calls.c.phone_number,
            FollowUp.state == "open",
        )
        .order_by(FollowUp.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(
        calls.c.organization_id,
        calls.c.id,
        calls.c.phone_number,
        calls.c.kind,
        calls.c.rank,
        calls.c.ended_at + response_time,
        before,
    ).where(calls.c.kind.is_not(None), ~rang_again)
    statement = insert(FollowUp).from_select(COLUMNS, wanted).on_conflict_do_nothing()
    return changed_rows(session, statement)


RESPONSE_TIME_OF = {kind: literal(response_time, INTERVAL) for kind, response_time in RESPONSE_TIMES.items()}


def close(session: Session, calls: CTE, state: str, reason: str) -> int:
    """Closes open ones whose caller has called again: was served (`is_served`), or not, so that the newer call counts (`kind`)."""
    met: ColumnElement[bool] = calls.c.is_served if reason == "is_served" else calls.c.kind.is_not(None)
    began = (
        select(Conversation.started_at)
        .where(Conversation.id == FollowUp.conversation_id)
        .correlate(FollowUp)
        .scalar_subquery()
    )
    first = (
        select(calls.c.id)
        .where(calls.c.phone_number == FollowUp.phone_number, calls.c.started_at > began, met)
        .where(calls.c.organization_id == FollowUp.organization_id)
        .order_by(calls.c.started_at)
        .limit(1)
        .correlate(FollowUp)
        .scalar_subquery()
    )
    values = {"state": state, "closed_at": func.now(), "closed_by_conversation_id": first}
    return changed_rows(
        session, update(FollowUp).where(FollowUp.state == "open", first.is_not(None)).values(values)
    )


def withdraw(session: Session, calls: CTE) -> int:
    """Withdraws open ones whose call, analysed again, shows no need. Those that a person asked for stay."""
    is_met = exists().where(calls.c.id == FollowUp.conversation_id, calls.c.is_known, calls.c.kind.is_(None))
    values = {"state": "withdrawn", "closed_at": func.now()}
    return changed_rows(
        session,
        update(FollowUp).where(FollowUp.state == "open", FollowUp.kind != "asked", is_met).values(values),
    )


def step_follow_up(
    session: Session,
    *,
    organization_id: UUID,
    follow_up_id: UUID,
    step: Step | Try,
    by: UUID,
    note: str | None = None,
) -> bool:
    """Applies a person's step. False if the organization has no such follow-up, or its state does not allow the step."""
    is_open = FollowUp.state == "open"
    fits = is_open if step != "reopen" else FollowUp.state.in_(("done", "dismissed"))
    values = changes(step, by)
    if note is not None:
        values["note"] = note[:MAX_NOTE_CHARACTERS] or None
    wanted = (FollowUp.id == follow_up_id, FollowUp.organization_id == organization_id, fits)
    is_done = changed_rows(session, update(FollowUp).where(*wanted).values(values)) == 1
    if is_done:
        announce(session, organization_id)
    return is_done


def step_follow_ups(
    session: Session,
    *,
    organization_id: UUID,
    view: View,
    kind: str = "",
    step: Step,
    by: UUID,
    until: datetime,
    note: str | None = None,
) -> int:
    """Applies a step to everything that a list showed; returns how many changed. Follow-ups opened since are not
    included, because nobody has seen them.
    """
    values = changes(step, by) | ({"note": note[:MAX_NOTE_CHARACTERS]} if note else {})
    wanted = (
        FollowUp.organization_id == organization_id,
        FollowUp.created_at <= until,
        *shown(view, by, kind),
        fitting(step, by),
    )
    done = changed_rows(session, update(FollowUp).where(*wanted).values(values))
    if done:
        announce(session, organization_id)
    return done


def changes(step: Step | Try, by: UUID) -> dict[str, Any]:
    match step:
        case "tried":
            return {
                "tries": case((is_just_tried(by), FollowUp.tries), else_=FollowUp.tries.op("||")(a_try(by)))
            }
        case "untried":
            return {
                "tries": case(
                    (is_last_tried(by), FollowUp.tries.op("-")(cast(-1, Integer))), else_=FollowUp.tries
                )
            }
        case "take":
            return {"assigned_to": by}
        case "release":
            return {"assigned_to": None}
        case "reopen":
            return {"state": "open", "closed_at": None, "closed_by": None}
        case _:
            return {"state": STATES_AFTER[step], "closed_at": func.now(), "closed_by": by}


def a_try(by: UUID) -> ColumnElement[Any]:
    return func.jsonb_build_array(func.jsonb_build_object("at", func.now(), "by", cast(str(by), Text)))


def is_last_tried(by: UUID) -> ColumnElement[bool]:
    return cast(LAST_TRY["by"].astext, Text) == str(by)


def is_just_tried(by: UUID) -> ColumnElement[bool]:
    """Whoever taps twice has rung once."""
    return and_(
        is_last_tried(by), cast(LAST_TRY["at"].astext, DateTime(timezone=True)) > func.now() - SAME_TRY
    )


def assign(session: Session, *, organization_id: UUID, follow_up_id: UUID, user_id: UUID | None) -> bool:
    """Assigns to a colleague of the same organization, or to nobody."""
    is_colleague = exists().where(User.id == user_id, User.organization_id == organization_id, User.is_active)
    wanted = [
        FollowUp.id == follow_up_id,
        FollowUp.organization_id == organization_id,
        FollowUp.state == "open",
        *([is_colleague] if user_id is not None else []),
    ]
    is_done = changed_rows(session, update(FollowUp).where(*wanted).values(assigned_to=user_id)) == 1
    if is_done:
        announce(session, organization_id)
    return is_done


def announce(session: Session, organization_id: UUID) -> None:
    record_event(session, "metrics.changed", {"what": "follow_ups"}, organization_id=organization_id)
