"""A request for a simulated incoming call."""

from dataclasses import dataclass

from bridge.simulators.script import Script


@dataclass(frozen=True, slots=True)
class SimulatedCall:
    """An incoming test call. Empty fields default to the script's caller, the organization's number and a new CallSid."""

    script: str | Script
    voice_webhook_url: str
    from_number: str = ""
    to_number: str = ""
    status_callback_url: str = ""
    call_sid: str = ""
    speed: float = 0.0  # 0: the settings'
    record_heard: bool = False
