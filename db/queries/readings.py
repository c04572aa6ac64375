"""The analysis by rules as columns that other questions join and filter by."""

from sqlalchemy import ColumnElement, String, and_
from sqlalchemy.orm import aliased

from db.models import Conversation, ConversationAnalysis

Reading = aliased(ConversationAnalysis, name="reading")
OF_CALL = and_(Reading.conversation_id == Conversation.id, Reading.analysis_type == "programmatic")


def value_of(*path: str) -> ColumnElement[str]:
    """A text in the JSON of the reading; null where the reading says nothing."""
    found: ColumnElement[str] = Reading.results[path].astext.cast(String)
    return found


INTENT = value_of("intent", "value")
OUTCOME = value_of("outcome", "value")
URGENCY = value_of("urgency", "value")
CALLER_NAME = value_of("entities", "caller_name", "value")
PLATE = value_of("entities", "plate", "value")
