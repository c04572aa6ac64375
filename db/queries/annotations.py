"""Notes, tags, ratings and reviews of a call, and tag suggestions."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import CallNote, CallRating, CallTag, CheckedCall, Review, User
from db.queries.frames import ANYTHING, COUNT, MOMENT, TEXT, read_frame

NOTES = {
    "id": TEXT,
    "author_id": TEXT,
    "author": TEXT,
    "text": TEXT,
    "created_at": MOMENT,
    "edited_at": MOMENT,
}
RATINGS = {"user_id": TEXT, "email": TEXT, "rating": TEXT, "rated_at": MOMENT}
REVIEWS = {
    "analysis_id": ANYTHING,
    "reviewer_id": ANYTHING,
    "reviewer": TEXT,
    "kind": TEXT,
    "subject": TEXT,
    "item": COUNT,
    "version": TEXT,
    "said": TEXT,
    "judged": TEXT,
    "reviewed_at": MOMENT,
}
MAX_SUGGESTIONS = 50


def call_notes(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    """Oldest first."""
    columns = [User.email.label(name) if name == "author" else getattr(CallNote, name) for name in NOTES]
    statement = (
        select(*columns)
        .outerjoin(User, User.id == CallNote.author_id)
        .where(CallNote.conversation_id == conversation_id)
        .order_by(CallNote.created_at, CallNote.id)
    )
    return read_frame(session, statement, NOTES)


def call_tags(session: Session, *, conversation_id: UUID) -> list[str]:
    statement = select(CallTag.tag).where(CallTag.conversation_id == conversation_id)
    return list(session.scalars(statement.order_by(CallTag.created_at, CallTag.tag)))


def known_tags(session: Session, *, organization_id: UUID) -> list[str]:
    """Those used most, first."""
    statement = (
        select(CallTag.tag)
        .where(CallTag.organization_id == organization_id)
        .group_by(CallTag.tag)
        .order_by(func.count().desc(), CallTag.tag)
        .limit(MAX_SUGGESTIONS)
    )
    return list(session.scalars(statement))


def call_ratings(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    columns = [User.email if name == "email" else getattr(CallRating, name) for name in RATINGS]
    statement = (
        select(*columns)
        .join(User, User.id == CallRating.user_id)
        .where(CallRating.conversation_id == conversation_id)
        .order_by(CallRating.rated_at)
    )
    return read_frame(session, statement, RATINGS)


def call_reviews(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    """Oldest first: of several marks on one statement the last counts."""
    columns = [User.email.label(name) if name == "reviewer" else getattr(Review, name) for name in REVIEWS]
    statement = (
        select(*columns)
        .join(User, User.id == Review.reviewer_id)
        .where(Review.conversation_id == conversation_id)
        .order_by(Review.reviewed_at, Review.id)
    )
    return read_frame(session, statement, REVIEWS)


def checked_by(session: Session, *, conversation_id: UUID) -> dict[str, Any] | None:
    """`checker` and `checked_at` if the call was marked as reviewed."""
    statement = (
        select(User.email.label("checker"), CheckedCall.checked_at)
        .select_from(CheckedCall)
        .outerjoin(User, User.id == CheckedCall.checked_by)
        .where(CheckedCall.conversation_id == conversation_id)
    )
    row = session.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)
