"""Test calls: simulated ones through the simulators, real ones through the carrier. All are marked, and count as no business."""

import secrets
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import requests
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bridge.carriers.twilio import place_call
from bridge.errors import CarrierRefusedError, SimulatorsAwayError
from bridge.facts import CallStarted
from bridge.settings import E164, SIMULATED_NUMBER
from bridge.switchboard import Switchboard
from db.actions.calls import conversation_id_of

DEFAULT_SCRIPT = "es-oil-change"
PATIENCE_SECONDS = 5.0


class WantedCall(BaseModel):
    """The body of `POST /api/test-calls`."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["simulated", "phone"]
    to: str | None = Field(default=None, pattern=f"^{E164.pattern}$")
    script: str = Field(default=DEFAULT_SCRIPT, pattern=r"^[a-z0-9-]{1,64}$")

    @model_validator(mode="after")
    def _knows_whom(self) -> "WantedCall":
        if self.kind == "phone" and not self.to:
            raise ValueError("a phone call needs `to`")
        return self


@dataclass(frozen=True, slots=True)
class PlacedCall:
    call_sid: str

    @property
    def conversation_id(self) -> UUID:
        return conversation_id_of(self.call_sid)


def place_test_call(switchboard: Switchboard, wanted: WantedCall) -> PlacedCall:
    """Raises CarrierRefusedError or SimulatorsAwayError; then no call was made and none is recorded."""
    settings = switchboard.settings
    if wanted.kind == "phone":
        to = str(wanted.to)
        if not settings.carrier.phone_number:
            raise CarrierRefusedError("TWILIO_PHONE_NUMBER is not set: calls are placed from it")
        call_sid = place_call(settings.carrier, switchboard.addresses, to)
        started = CallStarted("outbound", to, settings.carrier.phone_number, True, settings.simulates)
    else:
        call_sid = "CA" + secrets.token_hex(16)
        to = wanted.to or settings.carrier.phone_number or SIMULATED_NUMBER
        _ask_simulators(switchboard, wanted.script, call_sid, to)
        started = CallStarted("inbound", None, to, True, True)
    switchboard.recorder.record(call_sid, started)
    return PlacedCall(call_sid)


def _ask_simulators(switchboard: Switchboard, script: str, call_sid: str, to: str) -> None:
    settings = switchboard.settings
    body = {
        "script": script,
        "call_sid": call_sid,
        "to": to,
        "voice_webhook_url": switchboard.addresses.hook("voice-webhook"),
        "status_callback_url": switchboard.addresses.hook("status"),
    }
    try:
        answer = requests.post(
            f"{settings.simulators_url}/simulated-calls",
            json=body,
            auth=(settings.carrier.account_sid, settings.carrier.auth_token),
            timeout=PATIENCE_SECONDS,
        )
    except requests.RequestException as error:
        advice = "start them (`make run` does), or set SIMULATORS_URL"
        raise SimulatorsAwayError(f"no simulators at {settings.simulators_url}: {advice}") from error
    if not answer.ok:
        raise CarrierRefusedError(f"the simulators refused: {_message(answer)}")


def _message(answer: requests.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
