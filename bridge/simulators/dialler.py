"""Places a simulated call on the simulators of another process and waits for its result: the `flask calls` commands."""

import time
from typing import Any

import requests

from bridge.simulators.carrier.result import CallResult
from bridge.simulators.settings import SimulatorSettings
from bridge.simulators.simulated_call import SimulatedCall

POLL_SECONDS = 20.0
MAX_CALL_SECONDS = 900.0


class DialError(Exception):
    """The simulators refused the call, or it did not end in time; the message says what to check."""


def dial(
    call: SimulatedCall, settings: SimulatorSettings, timeout_seconds: float = MAX_CALL_SECONDS
) -> CallResult:
    """Blocks until the call is over. Uses the simulators at `settings.public_url`."""
    return Dialler(settings).dial(call, timeout_seconds)


class Dialler:
    def __init__(self, settings: SimulatorSettings) -> None:
        self._base = settings.public_url
        self._credentials = (settings.account_sid, settings.auth_token)

    def dial(self, call: SimulatedCall, timeout_seconds: float = MAX_CALL_SECONDS) -> CallResult:
        return self.wait(self.place(call), timeout_seconds)

    def place(self, call: SimulatedCall) -> str:
        """Returns the CallSid at once; the call continues in the background."""
        answer = self._request("POST", "/simulated-calls", json=_body(call))
        return str(answer["call_sid"])

    def wait(self, call_sid: str, timeout_seconds: float = MAX_CALL_SECONDS) -> CallResult:
        deadline = time.monotonic() + timeout_seconds
        while (left := deadline - time.monotonic()) > 0:
            wait = min(POLL_SECONDS, left)
            state = self._request("GET", f"/simulated-calls/{call_sid}", params={"wait": wait})
            if state["result"]:
                return CallResult.from_json(state["result"])
        raise DialError(f"call {call_sid} was not over within {timeout_seconds:g} s")

    def _request(self, method: str, path: str, **arguments: Any) -> Any:
        try:
            response = requests.request(
                method, self._base + path, auth=self._credentials, timeout=POLL_SECONDS + 10, **arguments
            )
        except requests.RequestException as error:
            raise DialError(f"the simulators at {self._base} cannot be reached: {error}") from error
        if not response.ok:
            raise DialError(f"the simulators answered {response.status_code}: {response.text[:300]}")
        return response.json() if response.content else None


def _body(call: SimulatedCall) -> dict[str, Any]:
    return {
        "script": call.script
        if isinstance(call.script, str)
        else call.script.model_dump(mode="json", by_alias=True),
        "voice_webhook_url": call.voice_webhook_url,
        "from": call.from_number,
        "to": call.to_number,
        "status_callback_url": call.status_callback_url,
        "call_sid": call.call_sid,
        "speed": call.speed,
    }
