"""Checks the carrier's signature over the exact URL and form. Never switched off: the simulated carrier signs too."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlsplit

from flask import Response, request
from werkzeug.datastructures import MultiDict

from bridge.carriers.signature import is_signed_form, is_signed_upgrade
from bridge.end_reasons import FINISHED
from bridge.routes.answers import problem
from bridge.settings import BridgeSettings

log = logging.getLogger(__name__)
MAX_BYTES = 64 * 1024
CALL_SID = re.compile("CA[0-9a-fA-F]{32}")
HEADER = "X-Twilio-Signature"


@dataclass(frozen=True, slots=True)
class CarrierRequest:
    """A form signed by the carrier, about a call with a well-formed CallSid."""

    call_sid: str
    form: MultiDict[str, str]

    def text(self, name: str) -> str:
        return self.form.get(name, "").replace("\x00", "")[:64]

    @property
    def is_over(self) -> bool:
        return self.text("CallStatus") in FINISHED

    @property
    def is_inbound(self) -> bool:
        return not self.text("Direction").startswith("outbound")


View = Callable[[CarrierRequest], Response]


def signed(settings: BridgeSettings) -> Callable[[View], Callable[[], Response]]:
    """Opens a route to the carrier only: 403 for a bad signature, 400 for a form that names no call."""

    def guard(view: View) -> Callable[[], Response]:
        @wraps(view)
        def guarded() -> Response:
            request.max_content_length = MAX_BYTES
            call_sid = request.form.get("CallSid", "")
            if not _is_from_carrier(settings):
                log.warning("event=bad_signature path=%s call=%s", request.path, call_sid[:34])
                return problem(
                    403, "bad_signature", f"{HEADER} does not match: check PUBLIC_URL and TWILIO_AUTH_TOKEN"
                )
            if not CALL_SID.fullmatch(call_sid):
                log.warning("event=bad_call_sid path=%s call=%r", request.path, call_sid[:40])
                return problem(400, "bad_call_sid", "CallSid must be CA and 32 hexadecimal digits")
            return view(CarrierRequest(call_sid, request.form))

        return guarded

    return guard


def is_signed_stream(stream_urls: Iterable[str], auth_token: str) -> bool:
    return is_signed_upgrade(stream_urls, request.headers.get(HEADER, ""), auth_token)


def _is_from_carrier(settings: BridgeSettings) -> bool:
    """Checked against the configured URL: what a proxy made of host, scheme and path is not what was signed."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path
    parts = urlsplit(raw)
    query = f"?{parts.query}" if parts.query else ""
    url = f"{settings.public_url}{parts.path}{query}"
    return is_signed_form(url, request.form, request.headers.get(HEADER, ""), settings.carrier.auth_token)
