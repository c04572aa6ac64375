"""Alerts in the words of a chat's incoming webhook. The pages speak the languages; workers know them by name only."""

from typing import Any

from rq.utils import import_attribute

from db.channel import Event
from workers import runtime
from workers.webhooks.signing import USER_AGENT

HEADERS = {"content-type": "application/json; charset=utf-8", "user-agent": USER_AGENT}


def chat_body(session: Any, event: Event) -> str | None:
    written: str | None = import_attribute("dashboard_app.alerting.chat.written")(
        session, event, runtime.environment()
    )
    return written
