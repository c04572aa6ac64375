"""Receivers, endpoints that lead to them, and a sender whose clock a test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from db.actions.organizations import ensure_first_organization
from db.actions.users import create_user
from db.actions.webhooks import EndpointSettings, add_endpoint
from db.database import Database
from db.models import User, WebhookDelivery
from db.queries.webhooks import deliveries_of
from db.webhooks.addresses import Reach
from db.webhooks.kinds import OUTWARD
from db.webhooks.secrets import webhook_seal
from tests.workers.webhooks.receiver import Receiver, Server
from workers.webhooks.delivering import Courier
from workers.webhooks.delivery_loop import DeliveryLoop
from workers.webhooks.sending import Sender

SECRET_KEY = "a-secret-of-the-tests-only-0123456789"
LOCAL = Reach.from_environment({}, "http://127.0.0.1")
Listen = Callable[..., tuple[Receiver, UUID]]


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loop(database: Database, clock: Clock) -> Iterator[DeliveryLoop]:
    courier = Courier(database, webhook_seal(SECRET_KEY), Sender(LOCAL), clock)
    found = DeliveryLoop(database, courier, redis_url=database.settings.redis_url, at_once=16)
    yield found
    found.close()


def owner(database: Database, organization_id: UUID | None = None) -> tuple[UUID, UUID]:
    """An organization and its administrator."""
    with database.transaction() as session:
        found = organization_id or ensure_first_organization(session)
        known = session.query(User).filter_by(organization_id=found).first()
        if known is not None:
            return found, known.id
        if organization_id is None:
            create_user(session, email="admin@example.com", role="admin", password="a password of the tests")
        else:
            session.add(User(organization_id=found, email=f"{found}@example.com", role="admin"))
        session.flush()
        return found, session.query(User).filter_by(organization_id=found).one().id


@pytest.fixture
def listen(database: Database) -> Iterator[Listen]:
    servers: list[Server] = []

    def make(
        types: tuple[str, ...] = OUTWARD,
        *,
        organization_id: UUID | None = None,
        with_words: bool = False,
        is_masked: bool = False,
    ) -> tuple[Receiver, UUID]:
        receiver = Receiver()
        servers.append(Server(receiver))
        house, by = owner(database, organization_id)
        with database.transaction() as session:
            endpoint_id, receiver.secret = add_endpoint(
                session,
                organization_id=house,
                by=by,
                wanted=EndpointSettings(receiver.url, types, with_words=with_words, is_masked=is_masked),
                seal=webhook_seal(SECRET_KEY),
            )
        return receiver, endpoint_id

    yield make
    for server in servers:
        server.close()


def log_of(database: Database, endpoint_id: UUID) -> list[WebhookDelivery]:
    """Oldest first."""
    with database.reading() as session:
        found = deliveries_of(session, endpoint_id, limit=500)[::-1]
        session.expunge_all()
        return found


def states(database: Database, endpoint_id: UUID) -> list[str]:
    return [row.state for row in log_of(database, endpoint_id)]
