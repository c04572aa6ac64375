"""Public holidays of a region, written out into the settings: the `holidays` library is too heavy for a process that carries calls."""

from collections.abc import Iterable
from datetime import date

YEARS_AHEAD = 2


class UnknownRegionError(ValueError):
    """The region is unknown; the message lists the known ones."""


def feasts_of(region: str, years: Iterable[int], language: str = "") -> dict[date, str]:
    """Names of public holidays by date, for a region such as `ES-IB` or a country such as `DE`. Raises UnknownRegionError."""
    import holidays

    country, _, part = region.upper().partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise UnknownRegionError(
            f"{region!r} is no region: write a country and its part, like ES-IB for the Balearic Islands"
        )
    if part and part not in known[country]:
        raise UnknownRegionError(f"{country} has no part {part!r}, but {', '.join(known[country])}")
    spoken = holidays.country_holidays(country, subdiv=part or None, years=1970).supported_languages
    found = holidays.country_holidays(
        country,
        subdiv=part or None,
        years=list(years),
        language=next((name for name in spoken if language and name.startswith(language)), None),
    )
    return {day: found[day] for day in sorted(found)}


def years_from(today: date) -> range:
    return range(today.year, today.year + YEARS_AHEAD + 1)
