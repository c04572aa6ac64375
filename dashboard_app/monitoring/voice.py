"""Whether the voice process answers, asked as a load balancer would ask."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import requests

PATIENCE_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Voice:
    """`milliseconds` is None where it does not answer, and `error` says how."""

    address: str
    milliseconds: int | None
    error: str = ""


def ask_voice(voice_url: str) -> Voice:
    address = health_of(voice_url)
    began = time.monotonic()
    try:
        answer = requests.get(address, timeout=PATIENCE_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        return Voice(address, None, type(error).__name__)
    if answer.status_code != 200:
        return Voice(address, None, f"HTTP {answer.status_code}")
    return Voice(address, round((time.monotonic() - began) * 1000))


def health_of(voice_url: str) -> str:
    """The media stream's URL leads to the same server."""
    parts = urlsplit(voice_url)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    return urlunsplit((scheme, parts.netloc, "/health/live", "", ""))
