"""What is of this machine: addresses, and requests that come from it."""

import ipaddress
from typing import Protocol
from urllib.parse import urlsplit

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")


class Headers(Protocol):
    def __contains__(self, name: str, /) -> bool: ...


def is_loopback(address: str) -> bool:
    """Whether the host of a URL, or a bare address, is a loopback address."""
    host = (urlsplit(address).hostname if "//" in address else address) or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def comes_from_here(headers: Headers, remote_address: str) -> bool:
    """Whether a request does. Never behind a proxy, where every request would look as if it did."""
    return not any(name in headers for name in FORWARDED) and is_loopback(remote_address)
