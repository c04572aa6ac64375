"""Probes the voice process's health endpoint, as a load balancer does."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import requests

TIMEOUT_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Voice:
    """`milliseconds` is the response time, None if the probe failed; then `error` says why."""

    address: str
    milliseconds: int | None
    error: str = ""


def ask_voice(voice_url: str) -> Voice:
    address = health_url(voice_url)
    began = time.monotonic()
    try:
        answer = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        return Voice(address, None, type(error).__name__)
    if answer.status_code != 200:
        return Voice(address, None, f"HTTP {answer.status_code}")
    return Voice(address, round((time.monotonic() - began) * 1000))


def health_url(voice_url: str) -> str:
    """The health URL of the server behind the media stream's URL (ws or wss)."""
    parts = urlsplit(voice_url)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, "/health/live", "", ""))
