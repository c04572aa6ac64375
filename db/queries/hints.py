"""What colleagues told the agent in a call, for its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.hints import HINTS
from db.models import User


@dataclass(frozen=True, slots=True)
class GivenHint:
    """`after`: the position of the turn before it; `author`: an e-mail address, empty if that user is gone."""

    after: int
    text: str
    author: str
    at: datetime


def hints_of(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """As they are stored, in the order in which they were given."""
    stored = facts.get(HINTS)
    found = stored.values() if isinstance(stored, Mapping) else ()
    return sorted(found, key=lambda hint: (hint["at"], hint["after"]))


def call_hints(session: Session, facts: Mapping[str, Any]) -> list[GivenHint]:
    found = hints_of(facts)
    wanted = {UUID(hint["by"]) for hint in found if hint["by"]}
    users = session.execute(select(User.id, User.email).where(User.id.in_(wanted))).all() if wanted else ()
    authors = {str(user_id): str(email) for user_id, email in users}
    return [
        GivenHint(
            hint["after"], hint["text"], authors.get(hint["by"], ""), datetime.fromisoformat(hint["at"])
        )
        for hint in found
    ]
