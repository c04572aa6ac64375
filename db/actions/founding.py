"""Creates organizations and the agents that answer their numbers."""

import re
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import Agent, Conversation, Organization
from db.telephone.numbers import E164

SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class FoundingError(Exception):
    """The organization or its agent cannot be created; the message gives the reason."""


def create_organization(
    session: Session, *, slug: str, name: str, sector: str, timezone: str, language: str
) -> UUID:
    """`sector` is not validated here: only the workers can read templates. Raises FoundingError."""
    if not SLUG.fullmatch(slug):
        raise FoundingError(f"{slug!r} must be small letters, digits and dashes, such as clinica-nord")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise FoundingError(f"there is no time zone {timezone!r}; write one such as Europe/Madrid") from error
    values = {"slug": slug, "name": name, "sector": sector, "timezone": timezone, "language": language}
    statement = insert(Organization).values(**values).on_conflict_do_nothing(index_elements=["slug"])
    made = session.scalar(statement.returning(Organization.id))
    if made is None:
        raise FoundingError(f"there is an organization {slug} already")
    return made


def organization_of_slug(session: Session, slug: str) -> UUID:
    found = session.scalar(select(Organization.id).where(Organization.slug == slug))
    if found is None:
        known = ", ".join(session.scalars(select(Organization.slug).order_by(Organization.created_at)))
        raise FoundingError(f"there is no organization {slug}; there are {known or 'none'}")
    return found


def add_agent(
    session: Session,
    *,
    organization_id: UUID,
    name: str,
    provider_agent_id: str,
    phone_number: str,
    language: str,
) -> UUID:
    """The agent that answers a number, instead of the organization's own that did so until now.

    Called again for the same agent, it changes name, number and language.
    """
    if not E164.fullmatch(phone_number):
        raise FoundingError(
            f"{phone_number!r} must be an international number such as +34971550100, without spaces"
        )
    _refuse_taken(session, organization_id, provider_agent_id, phone_number)
    _relieve(session, organization_id, provider_agent_id, phone_number)
    changing: dict[str, Any] = {"name": name, "phone_number": phone_number, "language": language}
    keys: dict[str, Any] = {"provider": "elevenlabs", "provider_agent_id": provider_agent_id}
    statement = insert(Agent).values(organization_id=organization_id, **keys, **changing)
    statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changing)
    return session.scalars(statement.returning(Agent.id)).one()


def release_number(session: Session, organization_id: UUID, provider_agent_id: str) -> str:
    """The agent answers no number any more; its calls stay its own. Returns the number that is free now."""
    own = select(Agent).filter_by(organization_id=organization_id, provider_agent_id=provider_agent_id)
    agent = session.scalar(own.with_for_update())
    if agent is None or agent.phone_number is None:
        raise FoundingError(f"{provider_agent_id} answers no number of this organization")
    number, agent.phone_number = agent.phone_number, None
    return number


def _refuse_taken(session: Session, organization_id: UUID, provider_agent_id: str, number: str) -> None:
    """A number and an agent belong to one organization."""
    others = (
        select(Agent, Organization.slug)
        .join(Organization, Organization.id == Agent.organization_id)
        .where(Agent.organization_id != organization_id)
        .where((Agent.phone_number == number) | (Agent.provider_agent_id == provider_agent_id))
    )
    for agent, slug in session.execute(others):
        if agent.provider_agent_id == provider_agent_id:
            raise FoundingError(f"the agent {provider_agent_id} is of {slug}; make another one there")
        raise FoundingError(
            f"{number} is of {slug}; "
            f"first `flask organizations agent {slug} {agent.provider_agent_id} --no-number`"
        )


def _relieve(session: Session, organization_id: UUID, provider_agent_id: str, number: str) -> None:
    """Takes the number from the organization's agent that had it; one that has never answered was a slip, and goes."""
    had_it = Agent.organization_id == organization_id, Agent.phone_number == number
    former = session.scalars(select(Agent).where(*had_it, Agent.provider_agent_id != provider_agent_id))
    for agent in former.all():
        has_answered = session.scalar(
            select(Conversation.id).where(Conversation.agent_id == agent.id).limit(1)
        )
        if has_answered:
            agent.phone_number = None
        else:
            session.delete(agent)
    session.flush()
