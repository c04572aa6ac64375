"""A page says which parts of its address it does not understand, applies the rest, and leads on."""

from typing import Any

import pytest
from dash import html

from dashboard_app.page_filters import page_filters
from dashboard_app.pages import abandonment, calls, costs, panel, roi
from dashboard_app.viewer import current_viewer
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.reading import parts, words

TURNED = {"from": "2026-11-20", "to": "2026-11-10"}


@pytest.mark.parametrize(
    ("query", "filters", "unclear"),
    [
        pytest.param({"intent": "complaint"}, {"intent": "complaint"}, {}, id="all is clear"),
        pytest.param({"status": "lost"}, {}, {"status": "lost"}, id="not of the list"),
        pytest.param({"intent": "moon"}, {}, {"intent": "moon"}, id="a wish that nobody has"),
        pytest.param(
            {"intent": "moon,complaint"}, {"intent": "complaint"}, {"intent": "moon"}, id="one of two wishes"
        ),
        pytest.param({"language": "unknown"}, {"language": "unknown"}, {}, id="not known, on purpose"),
        pytest.param({"outcome": "of_old"}, {"outcome": "of_old"}, {}, id="unnamed, but of a call"),
        pytest.param({"colour": "red"}, {}, {"colour": "red"}, id="no such filter"),
        pytest.param({"colour": ["red", "blue"]}, {}, {"colour": "red,blue"}, id="twice"),
        pytest.param({"from": "soon"}, {}, {"from": "soon"}, id="no day"),
        pytest.param({**TURNED, "status": "failed"}, {"status": "failed"}, TURNED, id="turned round"),
        pytest.param({"view": "none", "q": "x", "tests": "any"}, {}, {}, id="nothing to say"),
        pytest.param(
            {"metric": "calls", "part": "x"}, {}, {"metric": "calls", "part": "x"}, id="no such part"
        ),
    ],
)
def test_what_is_understood(
    reader: Member,
    database: Database,
    query: dict[str, Any],
    filters: dict[str, str],
    unclear: dict[str, str],
) -> None:
    make_call(database, 1, intent="complaint", outcome="of_old")

    found = page_filters(query, current_viewer())

    assert (found.filters, found.unclear) == (filters, unclear)


@pytest.mark.parametrize("page", [panel, abandonment, costs, roi])
@pytest.mark.parametrize("query", [{"q": "frenos"}, {"metric": "bookings", "part": "numerator"}])
def test_figures_say_that_they_do_not_count_by_words_or_figures(
    reader: Member, page: Any, query: dict[str, str]
) -> None:
    (said,) = notes(page.layout(**query, direction="inbound"))

    assert all(f"{name}={value}" in words(said) for name, value in query.items())
    assert "direction" not in words(said)
    assert notes(calls.layout(**query)) == []


@pytest.mark.parametrize("page", [calls, panel, abandonment, costs, roi])
def test_pages_say_that_a_period_is_turned_round(reader: Member, page: Any) -> None:
    (said,) = notes(page.layout(**TURNED))
    way, out = [one for one in parts(said) if isinstance(one, html.A)]

    assert "del 20 nov 2026 al 10 nov 2026" in words(said)
    assert way.href == f"{page.PATH}?from=2026-11-10&to=2026-11-20"
    assert out.to_plotly_json()["props"]["data-drops"] == "from,to"


def test_pages_say_which_part_is_not_understood(reader: Member) -> None:
    (said,) = notes(calls.layout(intent="moon"))

    assert "«intent=moon»" in words(said)
    assert not notes(calls.layout(intent="complaint"))


@pytest.mark.parametrize("page", [calls, panel])
def test_days_typed_in_the_wrong_order_are_noticed(reader: Member, page: Any) -> None:
    assert "antes de empezar" in words(page.say_what_is_unclear(TURNED))
    assert page.say_what_is_unclear({"from": "2026-11-10", "to": "2026-11-20"}) is None


def notes(page: Any) -> list[Any]:
    return [one for one in parts(page) if "unclear" in str(getattr(one, "className", "")).split()]
