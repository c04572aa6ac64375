"""The organization that a demo is made for: its line of business and its number."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.founding import organization_of_slug
from db.demo.statements import NUMBER_OF_DEMO
from db.models import Agent, Organization


@dataclass(frozen=True, slots=True)
class DemoOrganization:
    id: UUID
    sector: str
    number: str


def has_organization(session: Session, slug: str) -> bool:
    return session.scalar(select(Organization.id).where(Organization.slug == slug)) is not None


def demo_organization(session: Session, slug: str) -> DemoOrganization:
    """Raises FoundingError for an organization that there is not."""
    found = organization_of_slug(session, slug)
    sector = session.scalars(select(Organization.sector).where(Organization.id == found)).one()
    number = session.scalar(select(Agent.phone_number).where(Agent.organization_id == found).limit(1))
    return DemoOrganization(found, sector, number or NUMBER_OF_DEMO)
