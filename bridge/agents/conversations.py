"""Fetches a conversation from ElevenLabs' API when its webhook never came."""

import logging
from dataclasses import dataclass
from typing import Any, Literal

import requests

from bridge.settings import AgentSettings
from db.json_text import read_json

log = logging.getLogger(__name__)
PATH = "/v1/convai/conversations"
REQUEST_TIMEOUT_SECONDS = 5.0
OVER = frozenset({"done", "failed"})


@dataclass(frozen=True, slots=True)
class FetchedConversation:
    """`missing`: the provider has no such conversation. `data`, in the form of a post-call report, is set once it is over."""

    state: Literal["over", "waiting", "missing"]
    data: dict[str, Any] | None = None


def fetch_conversation(
    settings: AgentSettings, call_sid: str, conversation_id: str | None
) -> FetchedConversation | None:
    """None if the provider is down or refuses. A call without a conversation id is found by the variables it was given."""
    try:
        found = conversation_id or _find(settings, call_sid)
        answer = _ask(settings, f"{PATH}/{found}") if found else None
        if answer is None or answer.status_code == 404:
            return FetchedConversation("missing")
        answer.raise_for_status()
        data = read_json(answer.content)
        return FetchedConversation("over", data) if data["status"] in OVER else FetchedConversation("waiting")
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        log.warning("event=provider_away call=%s error=%s", call_sid, type(error).__name__)
        return None


def _find(settings: AgentSettings, call_sid: str) -> str | None:
    answer = _ask(settings, PATH, dynamic_variable_params=f"call_sid:eq:{call_sid}")
    answer.raise_for_status()
    rows = answer.json()["conversations"]
    return str(rows[0]["conversation_id"]) if rows else None


def _ask(settings: AgentSettings, path: str, **query: str) -> requests.Response:
    headers = {"xi-api-key": settings.api_key}
    return requests.get(
        f"{settings.api_url}{path}", params=query, headers=headers, timeout=REQUEST_TIMEOUT_SECONDS
    )
