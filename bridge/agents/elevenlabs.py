"""Opens a conversation with an ElevenLabs agent: its URL, authentication and first message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from bridge.settings import AgentSettings
from bridge.tokens import Ticket
from db.actions.calls import conversation_id_of

SIGNED_URL_TIMEOUT_SECONDS = 2.0
PATH = "/v1/convai/conversation"


class AgentAddressError(Exception):
    """The provider issued no signed URL; the message gives the reason, without the key."""


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    headers: dict[str, str]


def address(settings: AgentSettings) -> Address:
    """The key goes straight on the upgrade: one round trip less than a signed URL."""
    base = "ws" + settings.api_url.removeprefix("http")
    query = urlencode({"agent_id": settings.agent_id})
    return Address(f"{base}{PATH}?{query}", {"xi-api-key": settings.api_key})


def signed_address(settings: AgentSettings) -> Address:
    """Blocks for one request. For accounts that do not let a key connect, or a proxy that must not see it."""
    try:
        response = requests.get(
            f"{settings.api_url}{PATH}/get-signed-url",
            params={"agent_id": settings.agent_id},
            headers={"xi-api-key": settings.api_key},
            timeout=SIGNED_URL_TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        return Address(str(response.json()["signed_url"]), {})
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        status = getattr(getattr(error, "response", None), "status_code", None)
        raise AgentAddressError(f"no signed URL: {type(error).__name__} status={status}") from None


def initiation(
    ticket: Ticket, variables: Mapping[str, str | int | bool], overrides: Mapping[str, str]
) -> dict[str, Any]:
    """Must be the first message, exactly once. Overrides that are not enabled on the agent close the socket."""
    message = {
        "type": "conversation_initiation_client_data",
        "dynamic_variables": {
            **variables,
            "caller_number": ticket.caller,
            "called_number": ticket.called,
            "call_sid": ticket.call_sid,
            "conversation_id": str(conversation_id_of(ticket.call_sid)),
            "call_direction": ticket.direction,
        },
        "source_info": {"source": "autobox_voice_bridge", "version": "1"},
    }
    override = {"conversation_config_override": {"agent": dict(overrides)}}
    return message | override if overrides else message
