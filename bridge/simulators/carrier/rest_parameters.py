"""Validates parameters of the carrier's REST API, with Twilio's error codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from werkzeug.datastructures import MultiDict

from bridge.simulators.carrier.control import Update
from bridge.simulators.carrier.dial_twiml import E164, LEG_EVENTS

MAX_TWIML_CHARACTERS = 4000
Form = MultiDict[str, str]


class RestError(Exception):
    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True, slots=True)
class NewCall:
    to_number: str
    from_number: str
    url: str
    method: str
    twiml: str
    status_callback: str
    status_events: tuple[str, ...]
    answered_by: str  # at once, where machine detection is not asynchronous
    amd_callback: str


def read_new_call(form: Form, owned_number: str) -> NewCall:
    to_number, from_number = form.get("To", ""), form.get("From", "")
    _check_numbers(to_number, from_number, owned_number)
    url, twiml = form.get("Url", ""), form.get("Twiml", "")
    if not url and not twiml:
        raise RestError(21205, "Url or Twiml is required")
    _check_source(url, twiml)
    callback = _checked_url(form.get("StatusCallback", ""), "StatusCallback")
    is_async = form.get("AsyncAmd") == "true"
    amd_callback = _checked_url(form.get("AsyncAmdStatusCallback", ""), "AsyncAmdStatusCallback")
    return NewCall(
        to_number=to_number,
        from_number=from_number,
        url=url,
        method=form.get("Method", "POST"),
        twiml="" if url else twiml,
        status_callback=callback,
        status_events=_events(form.getlist("StatusCallbackEvent")),
        answered_by="human" if form.get("MachineDetection") and not is_async else "",
        amd_callback=amd_callback if is_async else "",
    )


def _check_numbers(to_number: str, from_number: str, owned_number: str) -> None:
    if not to_number:
        raise RestError(21201, "No 'To' number is specified")
    if not E164.match(to_number):
        raise RestError(21211, f"The 'To' number {to_number} is not a valid phone number.")
    if not from_number:
        raise RestError(21213, "No 'From' number is specified")
    if from_number != owned_number:
        raise RestError(21210, f"Source phone number {from_number} is not yet verified for your account.")


def _check_source(url: str, twiml: str) -> None:
    _checked_url(url, "Url")
    if len(twiml) > MAX_TWIML_CHARACTERS:
        raise RestError(32018, "Twiml is longer than 4000 characters")


def _checked_url(url: str, name: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise RestError(21205, f"{name} is not a valid URL: {url}")
    return url


def _events(given: list[str]) -> tuple[str, ...]:
    events = tuple(name for value in given for name in value.split()) or ("completed",)
    if unknown := set(events) - LEG_EVENTS:
        raise RestError(21626, f"Invalid StatusCallbackEvent: {sorted(unknown)[0]}")
    return events


_ENDS: Mapping[str, Literal["completed", "canceled"]] = {"completed": "completed", "canceled": "canceled"}


def read_update(form: Form, call_status: str) -> Update:
    """A call that is over cannot be changed (21220); only one that still rings can be cancelled."""
    if call_status in {"completed", "busy", "failed", "no-answer", "canceled"}:
        raise RestError(21220, "Call is not in-progress. Cannot redirect.")
    status = form.get("Status", "")
    if status:
        if status not in _ENDS:
            raise RestError(21218, f"Invalid Status: {status}")
        if status == "canceled" and call_status == "in-progress":
            raise RestError(21220, "Call is in-progress and cannot be canceled.")
        return Update(status=_ENDS[status])
    url, twiml = form.get("Url", ""), form.get("Twiml", "")
    if not url and not twiml:
        raise RestError(21205, "Url, Twiml or Status is required")
    _check_source(url, twiml)
    return Update(twiml="" if url else twiml, url=url, method=form.get("Method", "POST"))
