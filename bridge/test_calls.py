"""Test calls: simulated ones through the simulators, real ones through the carrier. All are marked, and count as no business."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bridge.carriers.placing import find_call, place_call
from bridge.errors import PlacingError
from bridge.facts import CallStarted
from bridge.settings import CarrierSettings
from bridge.simulation import ask_for_call
from bridge.simulators.library import default_script
from bridge.switchboard import Switchboard
from db.actions.calls import conversation_id_of
from db.telephone.numbers import E164

MICROPHONE_SCRIPT = "es-microphone"


class WantedCall(BaseModel):
    """The body of `POST /api/test-calls`."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["simulated", "phone", "browser"]
    to: str | None = Field(default=None, pattern=f"^{E164.pattern}$")
    script: str = Field(default="", pattern=r"^[a-z0-9-]{0,64}$")

    @model_validator(mode="after")
    def _knows_whom(self) -> "WantedCall":
        if self.kind == "phone" and not self.to:
            raise ValueError("a phone call needs `to`")
        return self

    def with_dialogue(self, sector: str) -> Self:
        """Played by a caller who would call an organization of that sector, unless it is said which one."""
        usual = MICROPHONE_SCRIPT if self.kind == "browser" else default_script(sector)
        return self.model_copy(update={"script": self.script or usual})


@dataclass(frozen=True, slots=True)
class PlacedCall:
    call_sid: str

    @property
    def conversation_id(self) -> UUID:
        return conversation_id_of(self.call_sid)


def place_test_call(switchboard: Switchboard, wanted: WantedCall, own_number: str = "") -> PlacedCall:
    """Calls from `own_number`, or from the default number. Raises PlacingError, CarrierRefusedError or SimulatorsAwayError
    if no call was made, OutcomeUnknownError if that is not known; then none is recorded.
    """
    if wanted.kind == "phone":
        carrier = _carrier(switchboard, own_number)
        call_sid = place_call(carrier, switchboard.addresses, str(wanted.to))
        return _record_outbound(switchboard, carrier, str(wanted.to), call_sid)
    call_sid = "CA" + secrets.token_hex(16)
    to = wanted.to or switchboard.settings.test_number
    _simulate(switchboard, wanted.script or default_script(), call_sid, to)
    switchboard.recorder.record(call_sid, CallStarted("inbound", None, to, True, True))
    return PlacedCall(call_sid)


def find_test_call(
    switchboard: Switchboard, wanted: WantedCall, own_number: str, *, since: datetime
) -> PlacedCall | None:
    """The call that the carrier was asked for then, if it has made it meanwhile."""
    carrier = _carrier(switchboard, own_number)
    call_sid = find_call(carrier, str(wanted.to), since)
    if call_sid is None:
        return None
    return _record_outbound(switchboard, carrier, str(wanted.to), call_sid)


def _carrier(switchboard: Switchboard, own_number: str) -> CarrierSettings:
    carrier = switchboard.settings.carrier
    carrier = replace(carrier, phone_number=own_number or carrier.phone_number)
    if not carrier.phone_number:
        raise PlacingError("no_own_number", "TWILIO_PHONE_NUMBER is not set: calls are placed from it")
    return carrier


def _record_outbound(
    switchboard: Switchboard, carrier: CarrierSettings, to: str, call_sid: str
) -> PlacedCall:
    started = CallStarted("outbound", to, carrier.phone_number, True, switchboard.settings.simulates)
    switchboard.recorder.record(call_sid, started)
    return PlacedCall(call_sid)


def _simulate(switchboard: Switchboard, script: str, call_sid: str, to: str) -> None:
    call = {
        "script": script,
        "call_sid": call_sid,
        "to": to,
        "voice_webhook_url": switchboard.addresses.hook("voice-webhook"),
        "status_callback_url": switchboard.addresses.hook("status"),
    }
    ask_for_call(switchboard.settings, call)
