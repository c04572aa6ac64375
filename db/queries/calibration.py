"""How reliable verdicts are, by criterion, version and model, counted from people's reviews on call pages.

If a statement was reviewed more than once the newest review counts. Test calls do not count.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationAnalysis, Review
from db.queries.agreement import Agreement, Pairs, agreement

RELIABLE_FROM = 0.6
MIN_REVIEWS = 10  # with fewer, kappa says nothing


@dataclass(frozen=True, slots=True, order=True)
class Judged:
    """What is judged: a criterion or class, the version of the prompt or rules, the model."""

    subject: str
    version: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    kind: str
    judged: Judged
    pairs: Pairs
    agreement: Agreement

    @property
    def has_enough(self) -> bool:
        return self.agreement.n >= MIN_REVIEWS

    @property
    def is_unreliable(self) -> bool:
        """If kappa is undefined because only one value occurred, plain agreement decides."""
        found = self.agreement.kappa if self.agreement.kappa is not None else self.agreement.observed
        return self.has_enough and found is not None and found < RELIABLE_FROM


def calibrations(
    session: Session, *, organization_id: UUID, since: datetime | None = None, until: datetime | None = None
) -> list[Calibration]:
    """Calibration of every criterion and class, from reviews made in the period."""
    one_statement = (Review.analysis_id, Review.version, Review.subject, Review.item)
    newest = (
        select(Review.kind, Review.subject, Review.version, Review.model, Review.said, Review.judged)
        .ext(distinct_on(*one_statement))
        .join(Conversation, Conversation.id == Review.conversation_id)
        .where(Review.organization_id == organization_id, ~Conversation.is_test)
        .order_by(*one_statement, Review.reviewed_at.desc(), Review.id)
    )
    if since is not None:
        newest = newest.where(Review.reviewed_at >= since)
    if until is not None:
        newest = newest.where(Review.reviewed_at < until)
    marks = newest.subquery()
    statement = select(*marks.c, func.count()).group_by(*marks.c)
    return counted(tuple(row) for row in session.execute(statement))


def counted(rows: Iterable[Any]) -> list[Calibration]:
    pairs: dict[tuple[str, Judged], dict[tuple[str, str], int]] = defaultdict(dict)
    for kind, subject, version, model, said, judged, count in rows:
        pairs[kind, Judged(subject, version, model)][said, judged] = count
    return [
        Calibration(kind=kind, judged=judged, pairs=found, agreement=agreement(found))
        for (kind, judged), found in sorted(pairs.items())
    ]


def calls_to_review(session: Session, *, organization_id: UUID, limit: int) -> list[UUID]:
    """Calls with an AI analysis that nobody has reviewed, in pseudo-random order: reviews should be a fair sample."""
    marked = select(Review.id).where(
        Review.analysis_id == ConversationAnalysis.id, Review.kind == "criterion"
    )
    statement = (
        select(Conversation.id)
        .join(ConversationAnalysis, ConversationAnalysis.conversation_id == Conversation.id)
        .where(
            Conversation.organization_id == organization_id,
            ~Conversation.is_test,
            ConversationAnalysis.analysis_type == "ai",
            ConversationAnalysis.status == "completed",
            ~marked.exists(),
        )
        .order_by(func.md5(ConversationAnalysis.id.cast(Text)))
        .limit(limit)
    )
    return list(session.scalars(statement))
