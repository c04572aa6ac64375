"""Checks ElevenLabs' webhook signature: `t=<unix seconds>,v0=<hex HMAC-SHA256 of "t.body">`, over the raw body."""

import hmac
import time

from bridge.errors import UntrustedRequestError

MAX_AGE_SECONDS = 30 * 60
MAX_CLOCK_SKEW_SECONDS = 5 * 60


def check_signature(header: str, body: bytes, secret: str, now: float | None = None) -> None:
    """Raises UntrustedRequestError with the reason. Several `v0` values are allowed while a secret is rotated."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    timestamps = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v0"]
    if len(timestamps) != 1 or not timestamps[0].isdecimal() or len(timestamps[0]) > 12 or not signatures:
        raise UntrustedRequestError("no usable ElevenLabs-Signature header")
    age_seconds = (time.time() if now is None else now) - int(timestamps[0])
    if not -MAX_CLOCK_SKEW_SECONDS <= age_seconds <= MAX_AGE_SECONDS:
        raise UntrustedRequestError(f"the signature is {age_seconds:.0f} s old")
    expected = hmac.digest(secret.encode(), timestamps[0].encode() + b"." + body, "sha256").hex()
    if not any([hmac.compare_digest(one.encode(), expected.encode()) for one in signatures]):  # noqa: C419 -- compares all, in constant time
        raise UntrustedRequestError("the signature does not match")
