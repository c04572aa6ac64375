"""The analysis by rules as columns, for other queries to join and filter by."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, select
from sqlalchemy.orm import aliased

from db.models import Conversation, ConversationAnalysis, Turn

Reading = aliased(ConversationAnalysis, name="reading")
OF_CALL = and_(Reading.conversation_id == Conversation.id, Reading.analysis_type == "programmatic")


def value_of(*path: str) -> ColumnElement[str]:
    """A text in the analysis's JSON; null if it is absent."""
    found: ColumnElement[str] = Reading.results[path].astext.cast(String)
    return found


INTENT = value_of("intent", "value")
OUTCOME = value_of("outcome", "value")
URGENCY = value_of("urgency", "value")
CALLER_NAME = value_of("entities", "caller_name", "value")
PLATE = value_of("entities", "plate", "value")


def turn_text(conversation_id: Any, proof: Any) -> ColumnElement[str]:
    """The text of the turn that a piece of evidence (`{"turn": 3, "start": 12, …}`) quotes; null if there is none."""
    position = proof["turn"].astext.cast(Integer)
    found: ColumnElement[str] = (
        select(Turn.text)
        .where(Turn.conversation_id == conversation_id, Turn.position == position)
        .scalar_subquery()
    )
    return found
