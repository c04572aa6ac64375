"""Builds webhook bodies in the form of the Standard Webhooks specification: `type`, `timestamp`, `data`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.webhooks.kinds import TEST


def message(event_type: str, at: datetime, data: Mapping[str, Any]) -> str:
    content = {"type": event_type, "timestamp": at.isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def message_of_test(now: datetime) -> str:
    return message(TEST, now, {"text": "A test that somebody asked for."})
