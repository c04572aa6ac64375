"""Actions on many calls at once: tag, mark as reviewed, open follow-ups; one statement for any number of calls.

Each returns the calls it changed, so exactly those can be undone.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, exists, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import INTERVAL, insert
from sqlalchemy.orm import Session

from db.actions.annotations import MAX_TAGS, tag_word
from db.actions.events import record_event
from db.actions.follow_ups import MAX_NOTE_CHARACTERS
from db.actions.follow_ups import announce as announce_follow_ups
from db.actions.limits import lock_limit
from db.models import CallTag, CheckedCall, Conversation, FollowUp, User

RESPONSE_TIME = literal(timedelta(hours=24), INTERVAL)
RANK = 3  # the same as for promised calls
MAX_EVENTS = 20
Ids = Collection[UUID]


@dataclass(slots=True)
class Outcome:
    """`done` can be undone, `changed` cannot; `refused` lists the calls per error code, in the order in which they were found."""

    done: list[UUID] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    unchanged: list[UUID] = field(default_factory=list)
    refused: dict[str, list[UUID]] = field(default_factory=dict)

    def refuse(self, code: str, ids: Ids) -> None:
        if ids:
            self.refused.setdefault(code, []).extend(ids)

    def settle(self, asked: Ids, done: Ids, changed: Ids = ()) -> "Outcome":
        """Calls that were requested, allowed and not changed were already as wanted."""
        known = {one for ids in self.refused.values() for one in ids} | set(done) | set(changed)
        self.done = [one for one in asked if one in set(done)]
        self.changed = [one for one in asked if one in set(changed)]
        self.unchanged = [one for one in asked if one not in known]
        return self


def tag_calls(session: Session, *, organization_id: UUID, ids: Ids, user_id: UUID, tag: str) -> Outcome:
    """Raises AnnotationError if the tag is invalid."""
    word, outcome = tag_word(tag), Outcome()
    own = own_calls(session, organization_id, ids, outcome)
    lock_limit(session, "tags", organization_id)
    has_it = exists().where(CallTag.conversation_id == Conversation.id, CallTag.tag == word)
    count = select(func.count()).where(CallTag.conversation_id == Conversation.id).scalar_subquery()
    full = select(Conversation.id).where(Conversation.id.in_(own), count >= MAX_TAGS, ~has_it)
    outcome.refuse("many_tags", list(session.scalars(full)))
    gone = select(Conversation.id).where(Conversation.id.in_(own), Conversation.words_erased_at.is_not(None))
    outcome.refuse("words_gone", list(session.scalars(gone)))
    wanted = select(Conversation.id, literal(word), Conversation.organization_id, literal(user_id)).where(
        Conversation.id.in_(own), Conversation.words_erased_at.is_(None), count < MAX_TAGS
    )
    statement = insert(CallTag).from_select(["conversation_id", "tag", "organization_id", "added_by"], wanted)
    done = session.scalars(statement.on_conflict_do_nothing().returning(CallTag.conversation_id)).all()
    announce(session, organization_id, done, "tags")
    return outcome.settle(ids, done)


def untag_calls(session: Session, *, organization_id: UUID, ids: Ids, tag: str) -> Outcome:
    outcome = Outcome()
    own = own_calls(session, organization_id, ids, outcome)
    statement = delete(CallTag).where(CallTag.conversation_id.in_(own), CallTag.tag == tag_word(tag))
    done = session.scalars(statement.returning(CallTag.conversation_id)).all()
    announce(session, organization_id, done, "tags")
    return outcome.settle(ids, done)


def check_calls(session: Session, *, organization_id: UUID, ids: Ids, user_id: UUID) -> Outcome:
    """The first reviewer of a call stays."""
    outcome = Outcome()
    own = own_calls(session, organization_id, ids, outcome)
    rows = select(Conversation.id, Conversation.organization_id, literal(user_id)).where(
        Conversation.id.in_(own)
    )
    statement = insert(CheckedCall).from_select(["conversation_id", "organization_id", "checked_by"], rows)
    done = session.scalars(statement.on_conflict_do_nothing().returning(CheckedCall.conversation_id)).all()
    announce(session, organization_id, done, "checked")
    return outcome.settle(ids, done)


def uncheck_calls(session: Session, *, organization_id: UUID, ids: Ids) -> Outcome:
    outcome = Outcome()
    own = own_calls(session, organization_id, ids, outcome)
    statement = delete(CheckedCall).where(CheckedCall.conversation_id.in_(own))
    done = session.scalars(statement.returning(CheckedCall.conversation_id)).all()
    announce(session, organization_id, done, "checked")
    return outcome.settle(ids, done)


def ask_follow_ups(
    session: Session, *, organization_id: UUID, ids: Ids, assigned_to: UUID | None = None, note: str = ""
) -> Outcome:
    """Opens a follow-up for each ended call, also where the rules see no need; a closed one is reopened.

    An open one is only reassigned, if `assigned_to` is given. Raises ValueError if that is not a colleague.
    """
    if assigned_to is not None and not is_colleague(session, organization_id, assigned_to):
        raise ValueError("nobody of that id can see to follow-ups here")
    outcome = Outcome()
    own = own_calls(session, organization_id, ids, outcome)
    refused = session.execute(
        select(Conversation.id, Conversation.is_test).where(
            Conversation.id.in_(own), Conversation.is_test | Conversation.ended_at.is_(None)
        )
    ).all()
    outcome.refuse("test_call", [row.id for row in refused if row.is_test])
    outcome.refuse("call_not_over", [row.id for row in refused if not row.is_test])
    able = set(own) - {row.id for row in refused}
    done = open_asked(session, able, assigned_to, note)
    given = given_to(session, able - set(done), assigned_to) if assigned_to is not None else set()
    if done or given:
        announce_follow_ups(session, organization_id)
    return outcome.settle(ids, done, given)


def open_asked(session: Session, ids: Ids, assigned_to: UUID | None, note: str) -> set[UUID]:
    number = case((Conversation.phone_number.like("+%"), Conversation.phone_number), else_=null())
    kept_note = note.strip()[:MAX_NOTE_CHARACTERS] or None
    rows = select(
        Conversation.organization_id,
        Conversation.id,
        number,
        literal("asked"),
        literal(RANK),
        func.now() + RESPONSE_TIME,
        literal(assigned_to, FollowUp.assigned_to.type),
        literal(kept_note, FollowUp.note.type),
    ).where(Conversation.id.in_(ids))
    columns = [
        "organization_id",
        "conversation_id",
        "phone_number",
        "kind",
        "rank",
        "due_at",
        "assigned_to",
        "note",
    ]
    statement = insert(FollowUp).from_select(columns, rows)
    again: dict[str, Any] = {
        name: statement.excluded[name] for name in ("kind", "rank", "due_at", "assigned_to", "note")
    }
    again |= {"state": "open", "closed_at": None, "closed_by": None, "closed_by_conversation_id": None}
    statement = statement.on_conflict_do_update(
        index_elements=["conversation_id"], set_=again, where=FollowUp.state != "open"
    )
    return set(session.scalars(statement.returning(FollowUp.conversation_id)))


def given_to(session: Session, ids: Ids, user_id: UUID) -> set[UUID]:
    statement = (
        update(FollowUp)
        .where(FollowUp.conversation_id.in_(ids), FollowUp.state == "open")
        .where(FollowUp.assigned_to.is_distinct_from(user_id))
        .values(assigned_to=user_id)
        .returning(FollowUp.conversation_id)
    )
    return set(session.scalars(statement.execution_options(synchronize_session=False)))


def dismiss_asked(session: Session, *, organization_id: UUID, ids: Ids, user_id: UUID) -> Outcome:
    """Dismisses requested follow-ups that are still open."""
    outcome = Outcome()
    own = own_calls(session, organization_id, ids, outcome)
    statement = (
        update(FollowUp)
        .where(FollowUp.conversation_id.in_(own), FollowUp.state == "open", FollowUp.kind == "asked")
        .values(state="dismissed", closed_at=func.now(), closed_by=user_id)
        .returning(FollowUp.conversation_id)
    )
    done = session.scalars(statement.execution_options(synchronize_session=False)).all()
    if done:
        announce_follow_ups(session, organization_id)
    return outcome.settle(ids, done)


def own_calls(session: Session, organization_id: UUID, ids: Ids, outcome: Outcome) -> list[UUID]:
    """Filters to the organization's own calls; others do not exist for it."""
    own = set(
        session.scalars(
            select(Conversation.id).where(
                Conversation.id.in_(ids), Conversation.organization_id == organization_id
            )
        )
    )
    outcome.refuse("unknown_conversation", [one for one in ids if one not in own])
    return [one for one in ids if one in own]


def is_colleague(session: Session, organization_id: UUID, user_id: UUID) -> bool:
    wanted: tuple[ColumnElement[bool], ...] = (
        User.id == user_id,
        User.organization_id == organization_id,
        User.is_active.is_(True),
        User.role != "analyst",
    )
    return session.scalars(select(User.id).where(*wanted)).one_or_none() is not None


def announce(session: Session, organization_id: UUID, ids: Ids, what: str) -> None:
    """Notifies each call's page; many calls are named in a single event."""
    if len(ids) > MAX_EVENTS:
        named: dict[str, Any] = {"what": what, "ids": [str(one) for one in ids]}
        record_event(session, "call.annotated", named, organization_id=organization_id)
        return
    data: dict[str, Any] = {"what": what}
    for conversation_id in ids:
        record_event(
            session, "call.annotated", data, organization_id=organization_id, conversation_id=conversation_id
        )
