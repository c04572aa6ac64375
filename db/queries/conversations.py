"""Conversations for API clients: rows and lists, with pagination that stays fast at any depth."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, select, text, tuple_
from sqlalchemy.orm import Session

from db.models import CallFact, Conversation, ConversationAnalysis, LedgerEntry, Turn
from db.queries.selection import Selection, weighed

STATEMENT_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Position:
    """The last call of a page, from which the next one continues; newest first."""

    started_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Details:
    """A conversation with its turns, analyses and costs."""

    conversation: Conversation
    turns: list[Turn]
    analyses: list[ConversationAnalysis]
    costs: list[LedgerEntry]


def conversation_exists(session: Session, conversation_id: UUID, organization_id: UUID) -> bool:
    theirs = Conversation.organization_id == organization_id
    return bool(session.scalar(select(exists().where(Conversation.id == conversation_id, theirs))))


def conversation_details(session: Session, conversation_id: UUID, organization_id: UUID) -> Details | None:
    theirs = Conversation.organization_id == organization_id
    found = session.scalar(select(Conversation).where(Conversation.id == conversation_id, theirs))
    return Details(found, *rows_of(session, (conversation_id,))[conversation_id]) if found else None


def conversation_page(
    session: Session, selection: Selection, *, after: Position | None, limit: int
) -> list[Details]:
    """The conversations after a position, newest first, without their turns."""
    session.execute(text(f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}"))
    statement = newest_first(weighed(session, selection, is_walked=True)).limit(limit)
    if after is not None:
        statement = statement.where(
            tuple_(CallFact.started_at, CallFact.conversation_id) < tuple_(after.started_at, after.id)
        )
    found = list(session.scalars(statement))
    rows = rows_of(session, tuple(row.id for row in found), with_turns=False)
    return [Details(row, *rows[row.id]) for row in found]


def newest_first(selection: Selection) -> Select[Conversation]:
    order = CallFact.started_at.desc(), CallFact.conversation_id.desc()
    found = select(Conversation).join(CallFact, CallFact.conversation_id == Conversation.id)
    return found.where(*selection.conditions()).order_by(*order)


Rows = tuple[list[Turn], list[ConversationAnalysis], list[LedgerEntry]]


def rows_of(session: Session, ids: tuple[UUID, ...], *, with_turns: bool = True) -> dict[UUID, Rows]:
    rows: dict[UUID, Rows] = {conversation_id: ([], [], []) for conversation_id in ids}
    if with_turns:
        turns = select(Turn).where(Turn.conversation_id.in_(ids)).order_by(Turn.position)
        for turn in session.scalars(turns):
            rows[turn.conversation_id][0].append(turn)
    analyses = select(ConversationAnalysis).where(ConversationAnalysis.conversation_id.in_(ids))
    for analysis in session.scalars(analyses.order_by(ConversationAnalysis.created_at.desc())):
        rows[analysis.conversation_id][1].append(analysis)
    costs = select(LedgerEntry).where(LedgerEntry.conversation_id.in_(ids)).order_by(LedgerEntry.occurred_at)
    for cost in session.scalars(costs):
        rows[cost.conversation_id][2].append(cost)
    return rows
