"""The page of costs: by line with how sure it is, over time, by wish, and the dearest calls."""

import pytest
from dash import dcc, html

from dashboard_app.pages import costs
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.reading import links, parts, with_class, words

PERIOD = {"from": "2026-11-01", "to": "2026-11-30"}


def test_nothing_was_spent(reader: Member) -> None:
    assert "No hay costes en este periodo" in words(costs.layout(**PERIOD))


@pytest.fixture
def calls(reader: Member, database: Database) -> list[str]:
    made = []
    for number, (amount, intent) in enumerate((("0.50", "ask_price"), ("1.50", "book_appointment"))):
        call = make_call(database, number, intent=intent, outcome="information_given")
        add_cost(database, call, amount)
        made.append(str(call))
    add_cost(database, call, None, reference="second leg")
    return made


def test_lines_say_how_sure_they_are(calls: list[str]) -> None:
    page = costs.layout(**PERIOD)

    table = with_class(page, "rate-table")[0]
    _head, line, total = [words(row).replace("\xa0", " ") for row in parts(table) if isinstance(row, html.Tr)]
    assert "≥ 2,00 €" in line
    assert "estimado: 2 · desconocido: 1" in line
    assert "≥ 2,00 €" in total


def test_the_dearest_call_comes_first(calls: list[str]) -> None:
    opened = [link for link in links(costs.layout(**PERIOD)) if link.startswith("/analysis/")]

    assert opened == [f"/analysis/{call}" for call in reversed(calls)]


def test_a_column_of_the_chart_opens_its_calls(calls: list[str]) -> None:
    [chart] = [part for part in parts(costs.layout(**PERIOD)) if isinstance(part, dcc.Graph)]

    [trace] = chart.figure["data"]
    place = trace["x"].index("22 nov")
    assert (trace["y"][place], sum(trace["y"])) == (2.0, 2.0)
    assert "from=2026-11-22" in trace["customdata"][place]
    assert "to=2026-11-22" in trace["customdata"][place]
