"""Requests to the simulators' process: place a call from a simulated caller, or give the simulated agent a script."""

from typing import Any

import requests

from bridge.errors import CarrierRefusedError, SimulatorsAwayError
from bridge.settings import BridgeSettings

TIMEOUT_SECONDS = 5.0


def ask_for_call(settings: BridgeSettings, call: dict[str, Any]) -> None:
    """Raises SimulatorsAwayError or CarrierRefusedError; then there is no call."""
    _ask(settings, "/simulated-calls", call)


def assign_script(settings: BridgeSettings, call_sid: str, script: str) -> None:
    """Sets the simulated agent's script for a call without a simulated caller. Raises as `ask_for_call` does."""
    _ask(settings, f"/simulated-scripts/{call_sid}", {"script": script})


def _ask(settings: BridgeSettings, path: str, body: dict[str, Any]) -> None:
    credentials = (settings.carrier.account_sid, settings.carrier.auth_token)
    try:
        answer = requests.post(
            f"{settings.simulators_url}{path}", json=body, auth=credentials, timeout=TIMEOUT_SECONDS
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
