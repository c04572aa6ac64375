"""Filters of a saved view: which query parameters are kept, and the URL that opens the view."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from dashboard_app.call_filters import read_filters
from dashboard_app.periods import dated, named, spans

PATHS = {"calls": "/calls", "panel": "/"}
EVERYTHING = "?view=none"  # the page without filters, also for those whose page opens with a view
ALWAYS = {"calls": {}, "panel": {"period": "four_weeks"}}  # what the page looks at when nothing is asked


def kept_filters(page: str, given: Mapping[str, str], today: date) -> tuple[dict[str, str], list[str]]:
    """As they are kept, and the names of those that make no sense."""
    asked = {name: value for name, value in given.items() if name != "period"}
    kept = read_filters(asked)
    wrong = sorted(asked.keys() - kept.keys())
    if "period" in given:
        wrong += [] if given["period"] in spans(today) else ["period"]
        kept["period"] = given["period"]
    return (named(kept, today) or dict(ALWAYS[page])), wrong


def opened_filters(filters: Mapping[str, str], today: date) -> dict[str, str]:
    """As they stand in an address today."""
    return read_filters(dated(filters, today))


def address_of(page: str, filters: Mapping[str, str], today: date, *, view_id: UUID | None = None) -> str:
    """`view_id`: of a view that has more than filters, so that the page finds the rest."""
    named_view = {} if view_id is None else {"view": str(view_id)}
    query = urlencode({**opened_filters(filters, today), **named_view})
    return PATHS[page] + (f"?{query}" if query else EVERYTHING)
