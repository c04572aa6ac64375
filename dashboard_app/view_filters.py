"""Filters of a saved view, or of a chart on a board: which query parameters are stored, and the URL that opens the view."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from dashboard_app.call_filters import read_filters
from dashboard_app.explore.question import PARTS, asked, is_known, parts_of
from dashboard_app.periods import dated, named, spans

PATHS = {"calls": "/calls", "panel": "/", "explore": "/explore"}
NO_VIEW = "none"
EVERYTHING = f"?view={NO_VIEW}"  # the page without filters, even if it opens with a view
FOUR_WEEKS = {"period": "four_weeks"}
ALWAYS = {"calls": {}, "panel": FOUR_WEEKS, "explore": FOUR_WEEKS}  # a page's filters when the URL has none


def kept_filters(page: str, given: Mapping[str, str], today: date) -> tuple[dict[str, str], list[str]]:
    """The filters as stored, and the names of invalid ones."""
    asked_for = {name: value for name, value in given.items() if name != "period"}
    kept = read_filters(asked_for) | (question_of(asked_for) if page == "explore" else {})
    wrong = sorted(asked_for.keys() - kept.keys())
    if "period" in given:
        wrong += [] if given["period"] in spans(today) else ["period"]
        kept["period"] = given["period"]
    return (named(kept, today) or dict(ALWAYS[page])), wrong


def kept_chart(given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """A chart's question and filters as stored, and the names of invalid ones. Its period is that of the board it is on."""
    asked_for = {name: value for name, value in given.items() if name not in {"period", "from", "to"}}
    kept = read_filters(asked_for) | question_of(asked_for)
    return parts_of(asked(kept).question) | read_filters(asked_for), sorted(asked_for.keys() - kept.keys())


def opened_filters(filters: Mapping[str, str], today: date) -> dict[str, str]:
    """The stored filters as URL parameters of today."""
    return question_of(filters) | read_filters(dated(filters, today))


def question_of(filters: Mapping[str, str]) -> dict[str, str]:
    """What is asked on `/explore`."""
    return {name: filters[name] for name in PARTS if name in filters and is_known(name, filters[name])}


def address_of(page: str, filters: Mapping[str, str], today: date, *, view_id: UUID | None = None) -> str:
    """`view_id`: id of a view that consists of more than filters, so that the page can load the rest."""
    named_view = {} if view_id is None else {"view": str(view_id)}
    query = urlencode({**opened_filters(filters, today), **named_view})
    return PATHS[page] + (f"?{query}" if query else EVERYTHING)
