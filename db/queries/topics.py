"""What callers said, call by call, how many calls mention a phrase, and the newest count of what they speak of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, func, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from db.models import CallFact, Conversation, TopicReport, Turn
from db.plain_text import LANGUAGES, OTHER
from db.queries.readings import CALLER_NAME, OF_CALL, Reading
from db.queries.selection import Selection, weighed

STOP_WORDS = text(
    "SELECT word FROM unnest(:words) word WHERE numnode(plainto_tsquery(CAST(:language AS regconfig), word)) = 0"
).bindparams(bindparam("words", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class SaidCall:
    """`words` is everything that the caller said, a turn a line."""

    id: UUID
    number: str | None
    name: str
    outcome: str | None
    services: tuple[str, ...]
    words: str


def said_calls(session: Session, selection: Selection, *, limit: int) -> list[SaidCall]:
    """The newest calls in which the caller said something."""
    newest = (
        select(CallFact.conversation_id)
        .where(*selection.conditions())
        .order_by(CallFact.started_at.desc(), CallFact.conversation_id.desc())
        .limit(limit)
        .subquery()
    )
    words = func.string_agg(Turn.text, aggregate_order_by(literal("\n"), Turn.position))
    said = (
        select(Turn.conversation_id, words.label("words"))
        .where(Turn.conversation_id.in_(select(newest.c.conversation_id)), Turn.role == "user")
        .group_by(Turn.conversation_id)
        .subquery()
    )
    statement = (
        select(
            CallFact.conversation_id,
            CallFact.phone_number,
            CallFact.has_number,
            CallFact.outcome,
            CallFact.services,
            func.coalesce(CALLER_NAME, "").label("name"),
            said.c.words,
        )
        .join(said, said.c.conversation_id == CallFact.conversation_id)
        .join(Conversation, Conversation.id == CallFact.conversation_id)
        .outerjoin(Reading, OF_CALL)
    )
    return [
        SaidCall(
            id=row.conversation_id,
            number=row.phone_number if row.has_number else None,
            name=row.name,
            outcome=row.outcome,
            services=tuple(row.services),
            words=row.words,
        )
        for row in session.execute(statement)
    ]


def languages_of(session: Session, selection: Selection, *, fewest: int) -> list[str]:
    """Languages of at least that many calls, the most frequent first."""
    number = func.count()
    statement = (
        select(CallFact.language)
        .where(*selection.conditions(), CallFact.language.in_(LANGUAGES))
        .group_by(CallFact.language)
        .having(number >= fewest)
        .order_by(number.desc())
    )
    return [language for language in session.scalars(statement) if language]


def stop_words(session: Session, language: str, words: Collection[str]) -> set[str]:
    """Those of the words that the full-text search of the language leaves out: «de», «the»."""
    given = {"words": sorted(words), "language": LANGUAGES.get(language, OTHER)}
    return set(session.scalars(STOP_WORDS, given))


def number_of_calls(session: Session, selection: Selection) -> int:
    """Its text is searched for as in the list of calls."""
    conditions = weighed(session, selection).conditions()
    return session.scalars(select(func.count()).select_from(CallFact).where(*conditions)).one()


@dataclass(frozen=True, slots=True)
class CountedTopics:
    last_day: date
    counted_at: datetime
    content: dict[str, Any]


def newest_topics(session: Session, organization_id: UUID) -> CountedTopics | None:
    found = session.get(TopicReport, organization_id)
    return CountedTopics(found.last_day, found.created_at, found.content) if found else None
