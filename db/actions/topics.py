"""Keeps the newest count of what callers speak of."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import TopicReport


def keep_topics(session: Session, *, organization_id: UUID, last_day: date, content: dict[str, Any]) -> None:
    values = {"last_day": last_day, "content": content}
    statement = insert(TopicReport).values(organization_id=organization_id, **values)
    renewed = {**values, "created_at": func.now()}
    session.execute(statement.on_conflict_do_update(index_elements=["organization_id"], set_=renewed))
