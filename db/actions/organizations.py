"""Organizations and the agents that answer for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.running_experiment import RunningExperiment, as_running
from db.models import Agent, Experiment, Organization
from db.models.experiment import RUNNING
from db.telephone.feasts import feasts_of, years_from
from db.telephone.rules import HOURS_SETTING

_SPLIT = ["08:00-13:00", "15:00-18:30"]
FIRST: dict[str, Any] = {
    "slug": "autobox",
    "name": "AutoBox Manacor",
    "sector": "workshop",
    "timezone": "Europe/Madrid",
    "language": "es",
    "settings": {
        HOURS_SETTING: {
            "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _SPLIT) | {"sat": ["09:00-13:00"]},
            "region": "ES-IB",
        }
    },
}


def ensure_first_organization(session: Session) -> UUID:
    """The first organization, to which every number without an agent belongs; created if missing."""
    session.execute(insert(Organization).values(**FIRST).on_conflict_do_nothing(index_elements=["slug"]))
    return session.scalars(
        select(Organization.id).order_by(Organization.created_at, Organization.id).limit(1)
    ).one()


def organization_ids(session: Session) -> list[UUID]:
    return list(session.scalars(select(Organization.id).order_by(Organization.created_at, Organization.id)))


def settings_of(session: Session, organization_id: UUID) -> dict[str, Any]:
    """The organization's settings. Here among the writes, because the voice process imports no queries."""
    return dict(
        session.scalars(select(Organization.settings).where(Organization.id == organization_id)).one()
    )


def set_setting(session: Session, *, slug: str, name: str, value: Any) -> bool:
    """Sets a setting, or removes it (None); returns whether the organization exists."""
    found = session.scalars(select(Organization).where(Organization.slug == slug).with_for_update()).first()
    if found is None:
        return False
    kept = {key: setting for key, setting in found.settings.items() if key != name}
    found.settings = kept if value is None else {**kept, name: value}
    return True


@dataclass(frozen=True, slots=True)
class OrganizationProfile:
    """A detached copy of an organization, valid after its transaction.

    `agent_id` is the provider's id of the agent that answers the requested number; empty if no agent has that number.
    """

    id: UUID
    name: str
    timezone: str
    language: str
    settings: dict[str, Any]
    agent_id: str = ""
    experiment: RunningExperiment | None = None


def profile_of(
    found: Organization, agent_id: str = "", experiment: RunningExperiment | None = None
) -> OrganizationProfile:
    return OrganizationProfile(
        found.id, found.name, found.timezone, found.language, found.settings, agent_id, experiment
    )


def profile_of_slug(session: Session, slug: str) -> OrganizationProfile | None:
    found = session.scalars(select(Organization).where(Organization.slug == slug)).first()
    return profile_of(found) if found else None


def profile_of_number(session: Session, number: str) -> OrganizationProfile | None:
    """The organization that answers the number, without creating one: the first organization if no agent has the number."""
    statement = (
        select(Organization, Agent.provider_agent_id, Experiment)
        .outerjoin(Agent, (Agent.organization_id == Organization.id) & (Agent.phone_number == number))
        .outerjoin(
            Experiment, (Experiment.organization_id == Organization.id) & (Experiment.status == RUNNING)
        )
        .order_by(Agent.id.is_(None), Organization.created_at, Organization.id)
        .limit(1)
    )
    found = session.execute(statement).first()
    return profile_of(found[0], found[1] or "", as_running(found[2])) if found else None


def number_to_ring(session: Session, organization_id: UUID, usual: str) -> str | None:
    """A number that the organization answers: `usual` if it does, else its own; None if it has none."""
    if organization_of_number(session, usual)[0] == organization_id:
        return usual
    numbers = select(Agent.phone_number).where(Agent.organization_id == organization_id)
    return session.scalar(numbers.where(Agent.phone_number.is_not(None)).order_by(Agent.created_at).limit(1))


def answers_number(session: Session, organization_id: UUID, number: str) -> bool:
    """Numbers without an agent belong to the first organization."""
    found = profile_of_number(session, number)
    return found is not None and found.id == organization_id


def answering_agents(session: Session) -> list[tuple[str, str, str]]:
    """The provider's id of each agent that has a number, the number, and whose it is: of all organizations."""
    own = select(Agent.provider_agent_id, Agent.phone_number, Organization.slug).join(
        Organization, Organization.id == Agent.organization_id
    )
    listed = own.where(Agent.phone_number.is_not(None)).order_by(Organization.created_at, Agent.created_at)
    return [(agent, number or "", slug) for agent, number, slug in session.execute(listed)]


def has_agent(session: Session, provider_agent_id: str) -> bool:
    """Whether any organization has an agent with this id of the provider, or had one in an experiment."""
    own = select(Agent.id).where(Agent.provider_agent_id == provider_agent_id)
    other = select(Experiment.id).where(Experiment.other_agent == provider_agent_id)
    return session.scalar(union_all(own, other).limit(1)) is not None


def write_out_feasts(session: Session, *, today: date) -> int:
    """Stores the public holidays of the coming years in the settings of every organization with a region; returns how
    many changed.
    """
    changed = 0
    for organization in session.scalars(select(Organization).with_for_update()):
        hours = organization.settings.get(HOURS_SETTING) or {}
        if not hours.get("region"):
            continue
        feasts = feasts_of(hours["region"], years_from(today), organization.language)
        written = {day.isoformat(): name for day, name in feasts.items()}
        if hours.get("feasts") != written:
            organization.settings = {**organization.settings, HOURS_SETTING: {**hours, "feasts": written}}
            changed += 1
    return changed


def organization_of_number(session: Session, number: str | None) -> tuple[UUID, UUID | None]:
    """The organization that answers `number`, and its agent if one is known."""
    agent = (
        session.scalars(select(Agent).where(Agent.phone_number == number).limit(1)).first()
        if number
        else None
    )
    return (agent.organization_id, agent.id) if agent else (ensure_first_organization(session), None)
