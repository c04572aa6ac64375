"""Answers to parts of a long call, kept while the others are missing: a part that was answered is not paid for twice.

They stand in `usage["answers"]` of their analysis by the digest of their question, until an analysis of the call is complete.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, Text, and_, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from db.models import ConversationAnalysis

ANSWERS = "answers"


def keep_answers(session: Session, *, analysis_id: UUID, answers: Mapping[str, str]) -> None:
    if not answers:
        return
    usage = func.coalesce(ConversationAnalysis.usage, literal({}, JSONB))
    earlier = func.coalesce(ConversationAnalysis.usage[ANSWERS], literal({}, JSONB))
    kept = earlier.op("||")(literal(dict(answers), JSONB))
    values = {"usage": usage.op("||")(func.jsonb_build_object(ANSWERS, kept))}
    session.execute(update(ConversationAnalysis).where(ConversationAnalysis.id == analysis_id).values(values))


def kept_answers(session: Session, conversation_id: UUID) -> dict[str, str]:
    """Of all analyses of the call."""
    theirs: Select[Any] = select(ConversationAnalysis.usage[ANSWERS]).where(having_some(conversation_id))
    found: dict[str, str] = {}
    for answers in session.scalars(theirs):
        found |= answers
    return found


def forget_answers(session: Session, analysis_id: UUID) -> None:
    """Those of all analyses of its call, which is complete now."""
    call = select(ConversationAnalysis.conversation_id).where(ConversationAnalysis.id == analysis_id)
    values = {"usage": ConversationAnalysis.usage.op("-")(literal(ANSWERS, Text))}
    theirs = having_some(call.scalar_subquery())
    session.execute(update(ConversationAnalysis).where(theirs).values(values))


def having_some(conversation_id: UUID | ScalarSelect[UUID]) -> ColumnElement[bool]:
    return and_(
        ConversationAnalysis.conversation_id == conversation_id, ConversationAnalysis.usage.has_key(ANSWERS)
    )
