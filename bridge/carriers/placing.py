"""Places a call through Twilio's REST API. Creating a call is not idempotent: after a time-out we look for it, and never ask again."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.carriers.twilio import ask_sdk
from bridge.carriers.twiml import Addresses
from bridge.errors import CarrierRefusedError, CarrierSilentError, OutcomeUnknownError
from bridge.settings import CarrierSettings

log = logging.getLogger(__name__)
RING_SECONDS = 40
CLOCK_MARGIN = timedelta(seconds=5)  # the carrier's clock is not ours
UNKNOWN = "the carrier did not answer in time: the telephone may ring, so it is not asked again"
ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
# Asynchronous, otherwise the person who answers would hear silence until the result is known. The thresholds suit an agent that
# must not talk to an answering machine.
MACHINE_DETECTION = {
    "machine_detection": "Enable",
    "async_amd": "true",
    "machine_detection_speech_threshold": 1900,
    "machine_detection_speech_end_threshold": 1450,
}


def place_call(settings: CarrierSettings, addresses: Addresses, to: str) -> str:
    """Calls a number and connects it to the agent; returns the CallSid. Raises CarrierRefusedError if nobody is called,
    OutcomeUnknownError if the carrier may still call.
    """
    asked_at = datetime.now(UTC)
    try:
        return _create(settings, addresses, to)
    except CarrierSilentError as error:
        log.warning("event=carrier_silent")
        if found := find_call(settings, to, asked_at):
            return found
        raise OutcomeUnknownError(UNKNOWN) from error


def find_call(settings: CarrierSettings, to: str, since: datetime) -> str | None:
    """The CallSid of our newest call to that number since then; None if the carrier has none (yet), or does not say."""
    wanted = {"to": to, "from_": settings.phone_number, "limit": 20}
    try:
        calls = ask_sdk(settings, lambda client: client.calls.list(**wanted))
    except CarrierRefusedError as error:
        log.warning("event=calls_not_listed error=%s", error)
        return None
    since -= CLOCK_MARGIN
    found = [
        call for call in calls if str(call.direction).startswith("outbound") and call.date_created >= since
    ]
    return str(max(found, key=lambda call: call.date_created).sid) if found else None


def _create(settings: CarrierSettings, addresses: Addresses, to: str) -> str:
    def create(client: Any) -> str:
        call = client.calls.create(
            to=to,
            from_=settings.phone_number,
            url=addresses.hook("voice-webhook", test="1"),
            fallback_url=addresses.hook("fallback", test="1"),
            status_callback=addresses.hook("status"),
            status_callback_event=ALL_EVENTS,
            timeout=RING_SECONDS,
            async_amd_status_callback=addresses.hook("amd"),
            **MACHINE_DETECTION,
        )
        return str(call.sid)

    return str(ask_sdk(settings, create))
