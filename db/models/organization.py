"""Organizations, their users, and the voice agents that answer their calls."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Phone, Word, one_of

ROLES = ("admin", "supervisor", "analyst", "staff")


class Organization(Base):
    """A business; AutoBox Manacor is the first. `sector` names the template of its line of business."""

    __tablename__ = "organizations"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[str]
    sector: Mapped[Word]
    timezone: Mapped[Word]
    language: Mapped[str]
    settings: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))
    created_at: Mapped[CreatedAt]


class User(Base):
    """A person who signs in. Only the SHA-256 hash of the API token is stored."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        Index("uq_users_email", text("lower(email)"), unique=True),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    email: Mapped[str]
    role: Mapped[Word]
    password_hash: Mapped[str | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))
    signed_in_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Agent(Base):
    """The voice persona that answers a number."""

    __tablename__ = "agents"
    __table_args__ = (Index("uq_agents_provider", "provider", "provider_agent_id", unique=True),)

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    name: Mapped[str]
    provider: Mapped[Word]
    provider_agent_id: Mapped[str]
    phone_number: Mapped[Phone | None]
    language: Mapped[str]
    created_at: Mapped[CreatedAt]


class AgentVersion(Base):
    """A version of an agent's settings and prompt, by the provider's id, and its first call: figures are compared
    before and after.
    """

    __tablename__ = "agent_versions"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    first_call_at: Mapped[datetime]
