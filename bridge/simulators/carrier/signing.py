"""Signs requests as Twilio does: forms over the exact URL, WebSocket upgrades over the `wss://` URL without parameters.

A stream on `ws://` exists on loopback only; it too is signed as `wss://`, with its port, since Twilio knows no other scheme.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from twilio.request_validator import RequestValidator

SIGNATURE_HEADER = "X-Twilio-Signature"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def sign_form(url: str, form: Mapping[str, str], auth_token: str) -> str:
    """The fragment carries connection overrides and is never part of what is signed."""
    return str(RequestValidator(auth_token).compute_signature(without_fragment(url), form))


def sign_upgrade(stream_url: str, auth_token: str) -> str:
    return sign_form(urlunsplit(urlsplit(stream_url)._replace(scheme="wss")), {}, auth_token)


def without_fragment(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(fragment=""))


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK_HOSTS
