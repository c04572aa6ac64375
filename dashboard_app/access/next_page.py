"""Where a reader goes on to after a form: only ever to a page of ours."""

from urllib.parse import urlsplit


def safe_next(wanted: str) -> str:
    """A path of ours; anything a browser could read as another site's address becomes `/`."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\", "/login"))
    if not is_path or any(ord(character) < 0x20 or character == "\\" for character in wanted):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted
