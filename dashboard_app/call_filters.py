"""Filters of pages as they appear in a URL: those of the API, except that unknown or malformed ones are ignored."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dashboard_app.errors import ApiError, Details
from dashboard_app.filters import Filters, parse
from dashboard_app.viewer import Viewer
from db.queries.calls import CallQuery
from db.queries.selection import Selection

# Filters with a control.
FIELDS = (
    "q",
    "from",
    "to",
    "status",
    "language",
    "direction",
    "intent",
    "tag",
    "is_checked",
    "tests",
)
TESTS = {"only": True, "all": None}  # by default, no test calls
PAIRS = (("from", "to"), ("metric", "part"))  # make sense together, or not at all
ANY = "any"  # value of a control that does not filter
SHORTEST_SEARCH, LONGEST_SEARCH = 2, 80


def names() -> set[str]:
    """Every filter that a URL may contain."""
    aliases = {"since": "from", "until": "to", "text": "q"}
    return {aliases.get(name, name) for name in Filters.model_fields} | {"tests"}


def read_filters(query: Mapping[str, Any]) -> dict[str, str]:
    """Valid filters only; the same for a URL and for the page's state. `page_filters.py` says which are left out."""
    given = {
        name: str(query[name]).strip()
        for name in names()
        if isinstance(query.get(name), str) and query[name].strip() not in {"", ANY}
    }
    kept = {name: value for name, value in given.items() if is_sensible(name, value)}
    for pair in PAIRS:
        if problems({name: kept[name] for name in pair if name in kept}):
            kept = {name: value for name, value in kept.items() if name not in pair}
    return shortened(kept)


def is_sensible(name: str, value: str) -> bool:
    if name == "tests":
        return value in TESTS
    if name == "q":
        return len(value) >= SHORTEST_SEARCH
    return name == "part" or not problems({name: value})


def problems(query: Mapping[str, str]) -> Details:
    """The API's complaints about these filters: `field` and `message` of each invalid one."""
    try:
        parse(Filters, {name: [value] for name, value in query.items() if name != "tests"})
    except ApiError as error:
        return error.details or []
    return []


def shortened(filters: dict[str, str]) -> dict[str, str]:
    return filters | ({"q": filters["q"][:LONGEST_SEARCH]} if "q" in filters else {})


def selected_calls(query: Mapping[str, Any], viewer: Viewer) -> Selection:
    """Days are the organization's and inclusive; test calls are hidden by default."""
    filters = api_filters(query)
    filters.pop("q", None)
    parsed = parse(Filters, {name: [value] for name, value in filters.items()})
    return parsed.selection(viewer.organization_id, viewer.timezone, viewer.now)


def api_filters(query: Mapping[str, Any]) -> dict[str, str]:
    """The same calls in the API's terms, which does not hide test calls by default."""
    filters = read_filters(query)
    tests = filters.pop("tests", None)
    if "is_test" not in filters and TESTS.get(tests or "", False) is not None:
        filters["is_test"] = "true" if tests == "only" else "false"
    return filters


def export_address(query: Mapping[str, Any], kind: str) -> str:
    """URL of these calls as a file of that kind."""
    return f"/api/conversations?{urlencode({**api_filters(query), 'format': kind})}"


def wanted_calls(query: Mapping[str, Any], viewer: Viewer) -> CallQuery:
    """Adds the search for words, names, plates and numbers."""
    return CallQuery(selection=selected_calls(query, viewer), search=read_filters(query).get("q", ""))
