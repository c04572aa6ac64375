"""A person's verdict on a statement of an analysis: right, or what would have been right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.annotations import AnnotationError, announce, announced
from db.models import Conversation, ConversationAnalysis, Review

VERDICTS = ("success", "failure", "unknown")
CLASSES = ("intent", "outcome", "urgency", "sentiment", "abandoned")
CLAIMS = ("sentences", "follow_ups", "unresolved_needs", "coaching", "upsell")
RIGHT, WRONG = "right", "wrong"
BY_RULES = "rules"  # in place of the model, for analyses by rules


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of an analysis, and the value that is judged."""

    kind: str
    said: str


def review(
    session: Session,
    *,
    conversation_id: UUID,
    analysis_id: UUID,
    reviewer_id: UUID,
    subject: str,
    item: int,
    judged: str | None,
) -> None:
    """`judged` is the right value; None removes the review. Raises AnnotationError if the analysis has no such statement."""
    found = session.scalar(
        select(ConversationAnalysis).where(
            ConversationAnalysis.id == analysis_id, ConversationAnalysis.conversation_id == conversation_id
        )
    )
    said = statement_of(found.results or {}, subject, item) if found else None
    if found is None or said is None:
        raise AnnotationError("nothing_said", "The analysis says nothing of the kind.")
    mark = {"analysis_id": found.id, "version": found.version, "subject": subject, "item": item}
    mark["reviewer_id"] = reviewer_id
    if judged is None:
        wanted = [getattr(Review, name) == value for name, value in mark.items()]
        announced(session, conversation_id, "reviews", delete(Review).where(*wanted))
        return
    check_value(said, judged)
    owner = select(Conversation.organization_id).where(Conversation.id == conversation_id).scalar_subquery()
    values = {"kind": said.kind, "said": said.said, "judged": judged, "model": found.model or BY_RULES}
    statement = insert(Review).values(
        conversation_id=conversation_id, organization_id=owner, **mark, **values
    )
    changed = statement.on_conflict_do_update(
        constraint="uq_reviews_mark", set_={**values, "reviewed_at": func.now()}
    )
    session.execute(changed)
    announce(session, conversation_id, "reviews")


def statement_of(results: Mapping[str, Any], subject: str, item: int) -> Statement | None:
    """The statement of the results about a subject: `criterion:courtesy`, `intent`, or claim number `item` of a section."""
    name = subject.removeprefix("criterion:")
    if name != subject:
        verdict = next(
            (
                one.get("verdict")
                for one in objects(results.get("criteria"))
                if one.get("criterion") == name and item == 0
            ),
            None,
        )
        return Statement("criterion", verdict) if verdict in VERDICTS else None
    if subject in CLASSES:
        value = class_of(results, subject)
        return Statement("class", value) if value is not None and item == 0 else None
    is_claim = subject in CLAIMS and 0 <= item < len(objects(results.get(subject)))
    return Statement("claim", RIGHT) if is_claim else None


def class_of(results: Mapping[str, Any], subject: str) -> str | None:
    found = results.get(subject)
    value = found.get("value") if isinstance(found, Mapping) else found
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else None


def check_value(said: Statement, judged: str) -> None:
    allowed = {"criterion": VERDICTS, "claim": (RIGHT, WRONG)}.get(said.kind)
    if allowed is not None and judged not in allowed:
        raise AnnotationError("unknown_value", f"The value must be one of {', '.join(allowed)}.")
    if not judged or len(judged) > 64:
        raise AnnotationError("unknown_value", "The value must be a word of the vocabulary.")


def objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
