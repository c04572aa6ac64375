"""A call in the carrier's REST API: as at Twilio, numbers are strings, and the price is negative and comes late."""

from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

from bridge.simulators.carrier.call_facts import CallFacts

PRICE_PER_MINUTE = Decimal("0.0085")
PRICE_SETTLES_AFTER_SECONDS = 3.0


def call_resource(facts: CallFacts) -> dict[str, Any]:
    base = f"/2010-04-01/Accounts/{facts.account_sid}/Calls/{facts.sid}"
    return {
        "sid": facts.sid,
        "account_sid": facts.account_sid,
        "api_version": "2010-04-01",
        "parent_call_sid": facts.parent_sid or None,
        "from": facts.from_number,
        "from_formatted": facts.from_number,
        "to": facts.to_number,
        "to_formatted": facts.to_number,
        "status": facts.status,
        "direction": facts.direction,
        "date_created": _date(facts.created_at),
        "date_updated": _date(facts.ended_at or facts.answered_at or facts.created_at),
        "start_time": _date(facts.answered_at),
        "end_time": _date(facts.ended_at),
        "duration": str(facts.duration_seconds) if facts.is_over and facts.answered_at else None,
        "price": _price(facts),
        "price_unit": "USD",
        "answered_by": facts.answered_by or None,
        "caller_name": None,
        "forwarded_from": None,
        "group_sid": None,
        "trunk_sid": "",
        "annotation": None,
        "queue_time": "0",
        "phone_number_sid": None,
        "uri": f"{base}.json",
        "subresource_uris": {"recordings": f"{base}/Recordings.json", "events": f"{base}/Events.json"},
    }


def _date(moment: datetime | None) -> str | None:
    return format_datetime(moment) if moment else None


def _price(facts: CallFacts) -> str | None:
    """None until billing settles. Each started minute is billed; unanswered calls are free."""
    if facts.ended_at is None or not facts.answered_at:
        return None
    if (datetime.now(UTC) - facts.ended_at).total_seconds() < PRICE_SETTLES_AFTER_SECONDS:
        return None
    return str(-PRICE_PER_MINUTE * -(-facts.duration_seconds // 60))
