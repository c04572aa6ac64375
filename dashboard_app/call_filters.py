"""The filters of the list of calls, as they stand in an address: what is unknown or malformed counts as not given."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dashboard_app import texts
from dashboard_app.asking import Asker
from db.queries.calls import Wanted
from db.queries.selection import Selection

FIELDS = ("q", "from", "to", "status", "language", "direction", "intent", "tests")
CLOSED = {
    "status": texts.STATUSES,
    "language": texts.LANGUAGES,
    "direction": texts.DIRECTIONS,
    "intent": texts.INTENTS,
    "tests": {"only": "", "all": ""},
}
LONGEST_SEARCH = 80


def read_filters(query: Mapping[str, Any]) -> dict[str, str]:
    """Only what is given and makes sense; the same whether it comes from the address or from the page."""
    found = {
        name: str(query[name]).strip()
        for name in FIELDS
        if isinstance(query.get(name), str) and query[name].strip()
    }
    kept = {name: value for name, value in found.items() if is_sensible(name, value)}
    return kept | ({"q": kept["q"][:LONGEST_SEARCH]} if "q" in kept else {})


def is_sensible(name: str, value: str) -> bool:
    if name in CLOSED:
        return value in CLOSED[name]
    return name == "q" or day_of(value) is not None


def day_of(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def wanted_calls(query: Mapping[str, Any], asker: Asker) -> Wanted:
    """Days are the organization's, both ends included; test calls are hidden unless they are asked for."""
    filters = read_filters(query)
    since, until = day_of(filters.get("from")), day_of(filters.get("to"))
    selection = Selection(
        organization_id=asker.organization_id,
        since=asker.start_of(since) if since else None,
        until=asker.start_of(until + timedelta(days=1)) if until else None,
        statuses=one(filters.get("status")),
        directions=one(filters.get("direction")),
        languages=one(filters.get("language")),
        is_test={"only": True, "all": None}.get(filters.get("tests", ""), False),
    )
    return Wanted(selection=selection, intent=filters.get("intent"), search=filters.get("q", ""))


def one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
