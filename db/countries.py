"""In which country a business is: its time zone says so."""

from functools import cache

from babel.core import get_global

HOME = "ES"  # where a time zone is of no country
NO_COUNTRY = frozenset({"001", "ZZ"})


@cache
def country_of(timezone: str) -> str:
    """As in «DE», for Europe/Berlin."""
    found = get_global("zone_territories").get(timezone)
    return HOME if found is None or found in NO_COUNTRY else str(found)
