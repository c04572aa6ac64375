"""The payload of a webhook: the event, together with the API's representation, so that receivers need not ask."""

from typing import Any
from zoneinfo import ZoneInfo

from db import rendering
from db.channel import Event
from db.queries.conversations import Details
from db.queries.webhooks import Subscription
from db.webhooks.kinds import ALERT_KINDS
from workers.sectors import Sector
from workers.webhooks.masked import masked


def call_data(event: Event, details: Details, wanted: Subscription, sector: Sector | None) -> dict[str, Any]:
    """The call as in `GET /api/conversation/<id>`, with or without turns, and the event itself."""
    zone = ZoneInfo(wanted.timezone)
    data = {**rendering.listed(details, zone), "event": rendering.event(event, zone)}
    if wanted.with_words:
        data["turns"] = [rendering.turn(row) for row in details.turns]
    return masked(data, details, sector) if wanted.is_masked else data


def other_data(event: Event) -> dict[str, Any]:
    """For events that concern no single call: the event's own data."""
    return {**event.data, "conversation_id": str(event.conversation_id) if event.conversation_id else None}


def is_about_a_call(event: Event) -> bool:
    return event.conversation_id is not None and event.event_type not in ALERT_KINDS
