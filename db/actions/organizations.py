"""Organizations and the agents that answer for them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import Agent, Organization

FIRST = {
    "slug": "autobox",
    "name": "AutoBox Manacor",
    "sector": "workshop",
    "timezone": "Europe/Madrid",
    "language": "es",
}


def ensure_first_organization(session: Session) -> UUID:
    """The organization that every number without one of its own belongs to."""
    session.execute(insert(Organization).values(**FIRST).on_conflict_do_nothing(index_elements=["slug"]))
    return session.scalars(
        select(Organization.id).order_by(Organization.created_at, Organization.id).limit(1)
    ).one()


def set_setting(session: Session, *, slug: str, name: str, value: Any) -> bool:
    """Set one of an organization's settings, or remove it (None); whether there is such an organization."""
    found = session.scalars(select(Organization).where(Organization.slug == slug).with_for_update()).first()
    if found is None:
        return False
    kept = {key: setting for key, setting in found.settings.items() if key != name}
    found.settings = kept if value is None else {**kept, name: value}
    return True


def organization_of_number(session: Session, number: str | None) -> tuple[UUID, UUID | None]:
    """Who answers `number`: the organization and, where one is known, the agent."""
    agent = (
        session.scalars(select(Agent).where(Agent.phone_number == number).limit(1)).first()
        if number
        else None
    )
    return (agent.organization_id, agent.id) if agent else (ensure_first_organization(session), None)


def ensure_agent(
    session: Session, *, provider: str, provider_agent_id: str, name: str, phone_number: str | None
) -> UUID:
    """The agent of a provider's id, made with the first organization where it is new."""
    values: dict[str, Any] = {
        "provider": provider,
        "provider_agent_id": provider_agent_id,
        "name": name,
        "phone_number": phone_number,
    }
    values |= {"organization_id": ensure_first_organization(session), "language": "es"}
    statement = insert(Agent).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=["provider", "provider_agent_id"], set_={"phone_number": phone_number}
    )
    return session.scalars(statement.returning(Agent.id)).one()
