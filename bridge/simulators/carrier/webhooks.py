"""Requests TwiML from the bridge with a signed form, with Twilio's time-outs and retry."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests

from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.signing import SIGNATURE_HEADER, sign_form, without_fragment
from bridge.simulators.carrier.twiml import LARGEST_BYTES, read_twiml
from bridge.simulators.carrier.verbs import Verb

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A TwiML document; `url` is the base of its relative URLs."""

    url: str
    verbs: tuple[Verb, ...]


class Webhooks:
    """One per call, with keep-alive connections, as Twilio's proxies have."""

    def __init__(self, auth_token: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._auth_token, self._answer_seconds = auth_token, answer_seconds
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"})

    def ask(self, url: str, form: Form, method: str = "POST") -> Document:
        response = self._request(url, form, method)
        if not 200 <= response.status_code < 300:
            raise CarrierError(11200, f"{url} answered {response.status_code}")
        content_type = response.headers.get("Content-Type", "")
        if not content_type:
            raise CarrierError(11200, f"{url} answered without a content type")
        body = response.content[: LARGEST_BYTES + 1]
        return Document(url, read_twiml(body, content_type, url) if body.strip() else ())

    def tell(self, url: str, form: Form) -> int:
        """Sends a status callback and returns the HTTP status; the response's body is ignored."""
        return self._request(url, form, "POST").status_code

    def _request(self, url: str, form: Form, method: str) -> requests.Response:
        token = secrets.token_hex(16)  # the same for a retry, so that the receiver can tell
        try:
            return self._send(url, form, method, token)
        except requests.ConnectTimeout:
            return self._again(url, form, method, token)
        except requests.Timeout as error:
            raise CarrierError(11205, f"{url} took longer than {self._answer_seconds:g} s") from error
        except requests.ConnectionError:
            return self._again(url, form, method, token)
        except requests.RequestException as error:
            raise CarrierError(21205, f"{url} cannot be requested: {error}") from error

    def _again(self, url: str, form: Form, method: str, token: str) -> requests.Response:
        try:
            return self._send(url, form, method, token)
        except requests.RequestException as error:
            raise CarrierError(11205, f"{url} cannot be reached: {error}") from error

    def _send(self, url: str, form: Form, method: str, token: str) -> requests.Response:
        target, data = without_fragment(url), dict(form)
        if method == "GET":
            parts = urlsplit(target)
            query = "&".join(filter(None, (parts.query, urlencode(data))))
            target, data = urlunsplit(parts._replace(query=query)), {}
        headers = {
            SIGNATURE_HEADER: sign_form(target, data, self._auth_token),
            "I-Twilio-Idempotency-Token": token,
        }
        return self._session.request(
            method,
            target,
            data=data or None,
            headers=headers,
            timeout=(CONNECT_SECONDS, self._answer_seconds),
            allow_redirects=False,
        )

    def close(self) -> None:
        self._session.close()
