"""Twilio's signatures: HMAC-SHA1 over the exact URL and form, keyed with the account's primary token.

Parameters must be raw and complete, including empty and unknown ones. `bodySHA256` for JSON bodies is not supported:
nothing we receive from Twilio is JSON, and trusting the hash without the body would let anything pass.
"""

import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

from twilio.request_validator import RequestValidator


def is_signed_form(url: str, form: Mapping[str, str], signature: str, auth_token: str) -> bool:
    """Voice webhooks over https drop the port from what they sign, over http they keep it."""
    return _is_signed(_with_and_without_port(url), form, signature, auth_token)


def is_signed_upgrade(stream_urls: Iterable[str], signature: str, auth_token: str) -> bool:
    """A WebSocket upgrade is signed as `wss://`, with or without a trailing slash; a `ws://` URL of this machine also
    as `ws://`.
    """
    candidates = {variant for url in stream_urls for variant in _upgrades_of(url)}
    return _is_signed(candidates, {}, signature, auth_token)


def _upgrades_of(stream_url: str) -> set[str]:
    parts = urlsplit(stream_url)._replace(query="", fragment="")
    bases = {urlunsplit(parts._replace(scheme=scheme)).rstrip("/") for scheme in ("wss", parts.scheme)}
    return {
        variant for base in bases for url in (base, f"{base}/") for variant in _with_and_without_port(url)
    }


def _is_signed(urls: Iterable[str], form: Mapping[str, str], signature: str, auth_token: str) -> bool:
    validator = RequestValidator(auth_token)
    expected = [str(validator.compute_signature(url, form)) for url in urls]
    return any([hmac.compare_digest(signature.encode(), one.encode()) for one in expected])  # noqa: C419 -- compares all, in constant time


def _with_and_without_port(url: str) -> set[str]:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    port = 80 if parts.scheme == "http" else 443
    with_port = parts._replace(netloc=f"{host}:{parts.port or port}")
    return {url, urlunsplit(with_port), urlunsplit(parts._replace(netloc=host))}
