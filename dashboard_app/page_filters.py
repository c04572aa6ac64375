"""The filters of a page's URL: those that apply, and the parts that are not understood and left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard_app import texts
from dashboard_app.call_filters import ANY, read_filters, selected_calls
from dashboard_app.viewer import Viewer, reading
from db.queries.selection import UNKNOWN, has_calls

NOT_FILTERS = frozenset({"view"})  # of the address, but not filters
BEING_TYPED = frozenset({"q"})  # somebody is typing it
NAMED: Mapping[str, Mapping[str, str]] = {
    "intent": texts.INTENTS,
    "language": texts.LANGUAGES,
    "service": texts.SERVICES,
    "urgency": texts.URGENCIES,
    "outcome": texts.OUTCOMES,
    "sentiment": texts.SENTIMENTS,
    "stage": texts.STAGES,
    "reason": texts.ABANDON_REASONS,
    "agent": {},
    "called": {},
    "version": {},
}


@dataclass(frozen=True, slots=True)
class PageFilters:
    """`unclear` are the names and values of what is left out."""

    filters: dict[str, str]
    unclear: dict[str, str]


def page_filters(query: Mapping[str, Any], viewer: Viewer) -> PageFilters:
    kept = read_filters(query)
    unknown = {name: value for name in NAMED if (value := ",".join(unknown_values(name, kept, viewer)))}
    filters = {name: without(value, unknown.get(name, "")) for name, value in kept.items()}
    return PageFilters(
        {name: value for name, value in filters.items() if value}, {**left_out(query, kept), **unknown}
    )


def left_out(query: Mapping[str, Any], kept: Mapping[str, str]) -> dict[str, str]:
    given = {
        name: value if isinstance(value, str) else ",".join(value or ()) for name, value in query.items()
    }
    expected = kept.keys() | NOT_FILTERS | BEING_TYPED
    return {name: value for name, value in given.items() if name not in expected and value not in {"", ANY}}


def unknown_values(name: str, kept: Mapping[str, str], viewer: Viewer) -> Iterator[str]:
    """Values without a name that no call has either: a call may be older than the names of today."""
    for value in kept.get(name, "").split(","):
        word = value.strip()
        if word and word != UNKNOWN and word not in NAMED[name] and not is_known(name, word, viewer):
            yield word


def is_known(name: str, word: str, viewer: Viewer) -> bool:
    with reading() as session:
        return has_calls(session, selected_calls({name: word, "tests": "all"}, viewer))


def without(value: str, unknown: str) -> str:
    """The list without these words."""
    gone = set(unknown.split(",")) if unknown else set()
    return ",".join(word for word in value.split(",") if word.strip() not in gone) if gone else value
