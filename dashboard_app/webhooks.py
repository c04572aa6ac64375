"""What page and API do with outgoing webhooks: one way for both. Only administrators get here."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import current_app

from dashboard_app.access.members import member
from dashboard_app.settings import DashboardSettings
from dashboard_app.viewer import database
from db.actions.webhook_deliveries import queue_test_delivery, retry_delivery, retry_failed
from db.actions.webhooks import EndpointSettings, add_endpoint, change_endpoint, delete_endpoint, renew_secret
from db.masking import masks
from db.models import WebhookEndpoint
from db.queries.organizations import profile_of
from db.queries.webhooks import delivery_of, endpoint_of
from db.sealing import Seal
from db.webhooks.bodies import message_of_test
from db.webhooks.secrets import webhook_seal


class UnknownWebhookError(Exception):
    """The organization has no such endpoint, or the endpoint no such delivery."""


def settings() -> DashboardSettings:
    found: DashboardSettings = current_app.extensions["dashboard_settings"]
    return found


def seal() -> Seal:
    return webhook_seal(settings().secret_key)


def own(session: Any, endpoint_id: UUID) -> WebhookEndpoint:
    found = endpoint_of(session, member().organization_id, endpoint_id)
    if found is None:
        raise UnknownWebhookError
    return found


def masks_by_itself() -> bool:
    """Whether the organization hides personal data from models: then from receivers too, unless somebody says otherwise."""
    with database().reading() as session:
        return masks(profile_of(session, member().organization_id).settings)


def add(wanted: EndpointSettings) -> tuple[UUID, str]:
    """Its id, and the secret that is shown once. Raises WebhookError."""
    wanted.check(settings().webhook_reach)
    who = member()
    with database().transaction() as session:
        return add_endpoint(
            session, organization_id=who.organization_id, by=who.id, wanted=wanted, seal=seal()
        )


def as_it_is(endpoint_id: UUID) -> EndpointSettings:
    with database().reading() as session:
        row = own(session, endpoint_id)
        return EndpointSettings(
            row.url,
            tuple(row.event_types),
            row.description,
            row.with_words,
            row.is_masked,
            row.disabled_at is None,
        )


def change(endpoint_id: UUID, wanted: EndpointSettings) -> None:
    """Raises WebhookError."""
    wanted.check(settings().webhook_reach)
    with database().transaction() as session:
        change_endpoint(session, own(session, endpoint_id), by=member().id, wanted=wanted)


def delete(endpoint_id: UUID) -> None:
    with database().transaction() as session:
        delete_endpoint(session, own(session, endpoint_id), by=member().id)


def renew(endpoint_id: UUID) -> str:
    with database().transaction() as session:
        row = own(session, endpoint_id)
        return renew_secret(session, row, by=member().id, seal=seal(), now=datetime.now(UTC))


def send_test(endpoint_id: UUID) -> UUID:
    """The delivery that it is: its state says what came of it."""
    now = datetime.now(UTC)
    with database().transaction() as session:
        found = own(session, endpoint_id)
        return queue_test_delivery(session, endpoint_id=found.id, body=message_of_test(now), now=now)


def resend(endpoint_id: UUID, delivery_id: UUID) -> None:
    with database().transaction() as session:
        if delivery_of(session, own(session, endpoint_id).id, delivery_id) is None:
            raise UnknownWebhookError
        retry_delivery(session, delivery_id, now=datetime.now(UTC))


def resend_lost(endpoint_id: UUID, since: datetime) -> int:
    with database().transaction() as session:
        found = own(session, endpoint_id)
        return retry_failed(session, found.id, since=since, now=datetime.now(UTC))
