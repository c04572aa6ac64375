"""From a figure to its calls: the URL of the list that shows exactly what was counted."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

Filters = Mapping[str, str]


def calls_address(filters: Filters, **more: object) -> str:
    """The list of calls with the panel's filters and more of them; empty ones are left out."""
    joined = {**filters, **{name.rstrip("_"): str(value) for name, value in more.items()}}
    query = "&".join(pair(name, value) for name, value in joined.items() if value != "")
    return f"/calls?{query}" if query else "/calls"


@lru_cache(maxsize=4096)
def pair(name: str, value: str) -> str:
    """A chart has hundreds of addresses, which share most of their pairs."""
    return urlencode({name: value})
