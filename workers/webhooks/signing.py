"""Signatures by the Standard Webhooks specification (standardwebhooks.com), so that any of its libraries can verify them."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from db.webhooks.secrets import PREFIX

USER_AGENT = "AutoBox-Webhooks/1"


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`secret` in the receivers' format: `whsec_` and base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def signed_headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The signature headers of one attempt. During a secret's rotation both sign, and a receiver needs to know only one."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(one, message_id, timestamp, body) for one in secrets),
    }
