"""Which conversations somebody looks at: one set of filters for the pages, the API and the metrics."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from db.models import Conversation, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Empty means all. `since` is included, `until` is not. `text` is looked for in what was said and in the numbers."""

    organization_id: UUID
    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    end_reasons: tuple[str, ...] = ()
    is_test: bool | None = None
    phone_number: str | None = None
    text: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        found = [Conversation.organization_id == self.organization_id]
        if self.since is not None:
            found.append(Conversation.started_at >= self.since)
        if self.until is not None:
            found.append(Conversation.started_at < self.until)
        if self.is_test is not None:
            found.append(Conversation.is_test.is_(self.is_test))
        if self.phone_number is not None:
            found.append(Conversation.phone_number == self.phone_number)
        if self.text:
            found.append(mentions(self.text))
        return found + self.closed_lists()

    def closed_lists(self) -> list[ColumnElement[bool]]:
        lists = (
            (Conversation.status, self.statuses),
            (Conversation.direction, self.directions),
            (Conversation.language, self.languages),
            (Conversation.end_reason, self.end_reasons),
        )
        return [column.in_(values) for column, values in lists if values]


def mentions(text: str) -> ColumnElement[bool]:
    said = exists(
        select(Turn.position).where(
            Turn.conversation_id == Conversation.id, Turn.text.icontains(text, autoescape=True)
        )
    )
    return or_(said, Conversation.phone_number.contains(text, autoescape=True))
