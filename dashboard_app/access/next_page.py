"""Validates the `next` parameter of forms: no open redirects."""

from urllib.parse import urlsplit


def safe_next(wanted: str) -> str:
    """The path if it is on this site, else `/`. Rejects everything that a browser could read as another site's address."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/login"))
    if not is_path or any(ord(character) < 0x20 or character == "\\" for character in wanted):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted
