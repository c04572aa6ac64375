"""Organizations, their profiles and agents."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from db.models import Agent, CallFact, Conversation, Organization, User
from db.telephone.numbers import E164

LAST_CALLS = 500  # as far back as a number without an agent is looked for


def agents_of(session: Session, organization_id: UUID) -> list[tuple[str, str]]:
    """Id and name of each voice agent."""
    found = select(Agent.id, Agent.name).where(Agent.organization_id == organization_id).order_by(Agent.name)
    return [(str(row.id), row.name) for row in session.execute(found)]


def lines_of(session: Session, organization_id: UUID) -> tuple[list[tuple[str, str]], list[str]]:
    """Its agents, and its numbers: those that agents answer, and those of the last calls."""
    theirs = select(Agent.phone_number).where(Agent.organization_id == organization_id)
    last = (
        select(CallFact.called_number)
        .where(CallFact.organization_id == organization_id)
        .order_by(CallFact.started_at.desc(), CallFact.conversation_id.desc())
        .limit(LAST_CALLS)
        .subquery()
    )
    found: Iterable[str | None] = session.scalars(union(theirs, select(last.c.called_number)))
    return agents_of(session, organization_id), sorted(one for one in found if one and E164.fullmatch(one))


@dataclass(frozen=True, slots=True)
class Profile:
    """An organization with its settings."""

    id: UUID
    slug: str
    name: str
    sector: str
    timezone: str
    language: str
    settings: dict[str, Any]


def profiles(session: Session) -> list[Profile]:
    """Oldest first."""
    listed = select(Organization).order_by(Organization.created_at, Organization.id)
    return [_profile(found) for found in session.scalars(listed)]


def profile_of(session: Session, organization_id: UUID) -> Profile:
    return _profile(session.scalars(select(Organization).where(Organization.id == organization_id)).one())


def _profile(found: Organization) -> Profile:
    return Profile(
        found.id,
        found.slug,
        found.name,
        found.sector,
        found.timezone,
        found.language,
        dict(found.settings),
    )


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organization for the list of tenants. `numbers` are those that its agents answer."""

    id: UUID
    slug: str
    name: str
    sector: str
    numbers: tuple[str, ...]
    users: int
    calls: int


def tenants(session: Session) -> list[Tenant]:
    """Oldest first: the first one runs the server."""
    return [
        Tenant(
            found.id,
            found.slug,
            found.name,
            found.sector,
            tuple(
                session.scalars(
                    select(Agent.phone_number).where(
                        Agent.organization_id == found.id, Agent.phone_number.is_not(None)
                    )
                )
            ),
            _count(session, User, found.id),
            _count(session, Conversation, found.id),
        )
        for found in session.scalars(select(Organization).order_by(Organization.created_at, Organization.id))
    ]


def owner_of_conversation(session: Session, conversation_id: UUID) -> UUID | None:
    return session.scalar(select(Conversation.organization_id).where(Conversation.id == conversation_id))


def _count(session: Session, model: type[User | Conversation], organization_id: UUID) -> int:
    owned = select(func.count()).select_from(model).where(model.organization_id == organization_id)
    return session.scalar(owned) or 0
