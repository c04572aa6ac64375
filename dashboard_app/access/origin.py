"""Whether a state-changing request or a socket comes from one of our own pages.

A request without `Sec-Fetch-Site` and `Origin` does not come from a browser, so it carries no cookie of a victim.
"""

from typing import Protocol
from urllib.parse import urlsplit


class Headers(Protocol):
    def get(self, name: str, /) -> str | None: ...


def is_same_origin(headers: Headers, hosts: frozenset[str]) -> bool:
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in hosts
