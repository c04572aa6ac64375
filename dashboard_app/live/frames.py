"""An event as a WebSocket text frame, encoded once for all followers."""

import json
from collections.abc import Mapping
from typing import Any

SHORT, LONG = 126, 65536


def text_frame(message: Mapping[str, Any]) -> bytes:
    """Unmasked, uncompressed, whole: legal (RFC 6455, 5.2) even where permessage-deflate was negotiated."""
    payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    size = len(payload)
    if size < SHORT:
        return bytes((0x81, size)) + payload
    if size < LONG:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
