"""Outgoing webhooks: endpoints, deliveries, and the cursor in the outbox."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, Word, one_of

DISABLED_WHY = ("person", "gone", "failing", "secret")
DELIVERY_STATES = ("pending", "delivered", "failed", "given_up")


class WebhookEndpoint(Base):
    """`disabled_why`: by a person; because it answered 410; because it failed for days; because its secret cannot be read.
    `failing_since`: of the first failure that no success has followed. Secrets are sealed (`db.sealing`); while one is replaced,
    both sign until `previous_until`. Of a chat (`is_chat`) the address is the secret, and `url` only its beginning."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint(one_of("disabled_why", DISABLED_WHY), name="disabled_why"),
        CheckConstraint("(disabled_at IS NULL) = (disabled_why IS NULL)", name="says_why"),
        Index("ix_webhook_endpoints_organization", "organization_id", "created_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    url: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''"))
    event_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    with_words: Mapped[bool] = mapped_column(server_default=text("false"))
    is_masked: Mapped[bool] = mapped_column(server_default=text("true"))
    is_chat: Mapped[bool] = mapped_column(server_default=text("false"))
    secret: Mapped[str]
    previous_secret: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[Word | None]
    failing_since: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class WebhookDelivery(Base):
    """One message for one endpoint; its id goes out as `webhook-id`, with every attempt. `pending` was not tried yet, `failed` is
    tried again at `next_attempt_at`, which is also how long whoever tries it now has the time to. What is about a call goes with it."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint(one_of("state", DELIVERY_STATES), name="state"),
        CheckConstraint("(state IN ('pending', 'failed')) = (next_attempt_at IS NOT NULL)", name="goes_on"),
        Index("uq_webhook_deliveries_event", "endpoint_id", "event_id", unique=True),
        Index("ix_webhook_deliveries_log", "endpoint_id", "created_at", "id"),
        Index("ix_webhook_deliveries_call", "conversation_id"),
        Index(
            "ix_webhook_deliveries_due",
            "next_attempt_at",
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    endpoint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    event_id: Mapped[int | None] = mapped_column(BigInteger)
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    event_type: Mapped[Word]
    body: Mapped[str]
    state: Mapped[Word] = mapped_column(server_default=text("'pending'"))
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    next_attempt_at: Mapped[datetime | None]
    last_attempt_at: Mapped[datetime | None]
    response_status: Mapped[int | None] = mapped_column(SmallInteger)
    response_body: Mapped[str | None]
    duration_ms: Mapped[int | None]
    error: Mapped[Word | None]
    created_at: Mapped[CreatedAt]


class WebhookCursor(Base):
    """A single row: the last event of the outbox for which deliveries were created."""

    __tablename__ = "webhook_cursor"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigInteger)
