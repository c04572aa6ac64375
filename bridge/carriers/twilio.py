"""The part of Twilio's REST API that the bridge needs. The SDK is imported on first use, so media processes do not pay for it."""

import logging
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import requests
from urllib3.exceptions import ProtocolError

from bridge.errors import CarrierRefusedError, CarrierSilentError
from bridge.settings import CarrierSettings

log = logging.getLogger(__name__)
SDK_TIMEOUT_SECONDS = 10.0
REQUEST_TIMEOUT_SECONDS = 3.0
CALL_IS_OVER = 21220
SERVER_FAULT = 500


class Change(StrEnum):
    """The result of changing a live call."""

    DONE = "done"
    OVER = "over"  # there is no such call any more
    REFUSED = "refused"  # or the carrier is away
    UNKNOWN = "unknown"  # the carrier was asked and did not answer: it may have done it


def hang_up(settings: CarrierSettings, call_sid: str) -> bool:
    """Ends a live call; True also if it is over already."""
    return change_call(settings, call_sid, Status="completed") in {Change.DONE, Change.OVER}


def change_call(settings: CarrierSettings, call_sid: str, **changes: str) -> Change:
    """Updates a live call: `Status="completed"` ends it, `Twiml` is executed at once. Without the SDK, because
    importing it would delay the audio of other calls.
    """
    credentials = (settings.account_sid, settings.auth_token)
    try:
        answer = requests.post(
            _address(settings, call_sid), changes, auth=credentials, timeout=REQUEST_TIMEOUT_SECONDS
        )
        if answer.ok:
            return Change.DONE
        if answer.status_code >= SERVER_FAULT:
            log.warning("event=carrier_failed call=%s status=%d", call_sid, answer.status_code)
            return Change.UNKNOWN
        is_over = answer.status_code == 404 or answer.json()["code"] == CALL_IS_OVER
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        log.warning("event=carrier_away call=%s error=%s", call_sid, type(error).__name__)
        return Change.UNKNOWN if is_silence(error) else Change.REFUSED
    log.info("event=carrier_refused call=%s status=%d over=%s", call_sid, answer.status_code, is_over)
    return Change.OVER if is_over else Change.REFUSED


@dataclass(frozen=True, slots=True)
class CallState:
    status: str  # the carrier's own word; "unknown" where it has no such call
    ended_at: datetime | None


def call_state(settings: CarrierSettings, call_sid: str) -> CallState | None:
    """The status of a call; None if the carrier is down or refuses."""
    credentials = (settings.account_sid, settings.auth_token)
    try:
        answer = requests.get(_address(settings, call_sid), auth=credentials, timeout=REQUEST_TIMEOUT_SECONDS)
        if answer.status_code == 404:
            return CallState("unknown", None)
        answer.raise_for_status()
        body = answer.json()
        ended = body.get("end_time")
        return CallState(str(body["status"]), parsedate_to_datetime(ended) if ended else None)
    except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("event=carrier_away call=%s error=%s", call_sid, type(error).__name__)
        return None


def _address(settings: CarrierSettings, call_sid: str) -> str:
    return f"{settings.api_url}/2010-04-01/Accounts/{settings.account_sid}/Calls/{call_sid}.json"


def account_status(settings: CarrierSettings) -> str:
    """`active`, if all is well."""
    return str(ask_sdk(settings, lambda client: client.api.accounts(settings.account_sid).fetch().status))


def ask_sdk(settings: CarrierSettings, question: Any) -> Any:
    """Raises CarrierRefusedError, or CarrierSilentError if the carrier may have acted without telling us."""
    from twilio.base.exceptions import TwilioException
    from twilio.http.http_client import TwilioHttpClient
    from twilio.rest import Client

    class Transport(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
        """Sends requests to the configured address: a simulator, or a proxy."""

        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            base, _, path = url.partition(".com/")
            return super().request(method, f"{settings.api_url}/{path}" if base else url, *args, **kwargs)

    transport = Transport(timeout=SDK_TIMEOUT_SECONDS)
    try:
        return question(Client(settings.account_sid, settings.auth_token, http_client=transport))
    except (TwilioException, OSError) as error:
        if is_silence(error):
            raise CarrierSilentError("the carrier did not answer in time") from error
        raise CarrierRefusedError(f"the carrier refused: {error}") from error
    finally:
        if transport.session:
            transport.session.close()


def is_silence(error: Exception) -> bool:
    """Whether the request was sent and got no answer of its own, or a server's fault: the carrier may have acted on it."""
    was_cut = isinstance(error, requests.ConnectionError) and isinstance(error.args[0], ProtocolError)
    return was_cut or isinstance(error, requests.ReadTimeout) or getattr(error, "status", 0) >= SERVER_FAULT
