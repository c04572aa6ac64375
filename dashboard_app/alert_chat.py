"""What page and API do with the chat that alerts are told in: one way for both. Only administrators get here."""

from datetime import UTC, datetime
from uuid import UUID

from dashboard_app import webhooks
from dashboard_app.access.members import member
from dashboard_app.alerting.chat import of_test
from dashboard_app.viewer import database
from db.actions.alert_chats import chat_of, remove_chat, set_chat
from db.actions.webhook_deliveries import queue_test_delivery
from db.queries.organizations import profile_of


class NoChatError(Exception):
    """The organization has its alerts told in no chat (any more)."""


def keep(url: str) -> None:
    """In place of the one before. Raises WebhookError."""
    who = member()
    with database().transaction() as session:
        set_chat(
            session,
            organization_id=who.organization_id,
            by=who.id,
            url=url,
            reach=webhooks.settings().webhook_reach,
            seal=webhooks.seal(),
        )


def remove() -> None:
    who = member()
    with database().transaction() as session:
        if not remove_chat(session, organization_id=who.organization_id, by=who.id):
            raise NoChatError


def send_test() -> UUID:
    """The delivery's id."""
    who = member()
    with database().transaction() as session:
        found = chat_of(session, who.organization_id)
        if found is None:
            raise NoChatError
        house = profile_of(session, who.organization_id).name
        body = of_test(house, webhooks.settings().public_url, found.url)
        return queue_test_delivery(session, endpoint_id=found.id, body=body, now=datetime.now(UTC))
