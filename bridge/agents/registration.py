"""Hands a call to ElevenLabs' own telephone interface (`register-call`), which answers with TwiML for our carrier.

The number, its webhook and the call stay ours; audio flows from the carrier to the provider. Blocks for one request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import requests

from bridge.agents.elevenlabs import initiation
from bridge.agents.native_call import MODE_VARIABLE, NATIVE, TEST_VARIABLE
from bridge.settings import AgentSettings
from bridge.tokens import Ticket
from db.loopback import is_loopback

PATH = "/v1/convai/twilio/register-call"
REGISTER_TIMEOUT_SECONDS = 2.0  # the caller hears it ring
MAX_BYTES = 16 * 1024


class NotRegisteredError(Exception):
    """The provider does not accept the call; `code` is a short reason for logs and metrics."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Registered:
    """`twiml` goes to the carrier as it is; None for a conversation that was given no id."""

    twiml: str
    conversation_id: str | None


def register(
    settings: AgentSettings,
    ticket: Ticket,
    variables: Mapping[str, str | int | bool],
    overrides: Mapping[str, str],
) -> Registered:
    """Raises NotRegisteredError."""
    try:
        answer = requests.post(
            f"{settings.api_url}{PATH}",
            json=request_body(settings.agent_id, ticket, variables, overrides),
            headers={"xi-api-key": settings.api_key},
            timeout=REGISTER_TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise NotRegisteredError("unreachable", type(error).__name__) from None
    if answer.status_code != 200:
        raise NotRegisteredError(f"refused_{answer.status_code}", answer.text[:300])
    return read_twiml(answer.content)


def request_body(
    agent_id: str, ticket: Ticket, variables: Mapping[str, str | int | bool], overrides: Mapping[str, str]
) -> dict[str, Any]:
    """The body of `register-call`. One more variable than in a bridged conversation marks it as native, so its report's
    turns are stored.
    """
    carried: dict[str, str | int | bool] = {MODE_VARIABLE: NATIVE, TEST_VARIABLE: ticket.is_test}
    initiation_data = initiation(ticket, {**variables, **carried}, overrides)
    return {
        "agent_id": agent_id,
        "from_number": ticket.caller,
        "to_number": ticket.called,
        "direction": ticket.direction,
        "conversation_initiation_client_data": {
            name: initiation_data[name] for name in initiation_data if name != "type"
        },
    }


def read_twiml(content: bytes) -> Registered:
    """Accepts only TwiML that connects the caller: anything else would leave them with dead air."""
    if len(content) > MAX_BYTES or b"<!" in content:
        raise NotRegisteredError("unreadable", "no TwiML of a reasonable size")
    try:
        text = content.decode()
        response = ET.fromstring(text)  # noqa: S314 -- of limited size, and without a document type
    except (ET.ParseError, ValueError):
        raise NotRegisteredError("unreadable", "the answer is no XML") from None
    stream = response.find("Connect/Stream") if response.tag == "Response" else None
    if stream is None or not _is_address(stream.get("url", "")):
        raise NotRegisteredError("unreadable", "the answer connects nobody")
    return Registered(text, _conversation_id(stream))


def _is_address(url: str) -> bool:
    return bool(urlsplit(url).hostname) and (
        url.startswith("wss://") or (url.startswith("ws://") and is_loopback(url))
    )


def _conversation_id(stream: ET.Element) -> str | None:
    named = [one.get("value") for one in stream.findall("Parameter") if one.get("name") == "conversation_id"]
    return named[0][:128] if named and named[0] else None
