"""Stacked columns: their scale, their parts in shares of the room, what they say and where they lead."""

import pytest
from flask import Flask

from dashboard_app import i18n
from dashboard_app.charts.columns import Column, Part, scale
from dashboard_app.components.column_chart import column_chart
from dashboard_app.still import is_still
from tests.dashboard_app.reading import parts, with_class, words

SERVED, MISSED = Part("is-served", "Atendida", 3), Part("is-missed", "Sin respuesta", 1)


@pytest.fixture(autouse=True)
def _request() -> object:
    server = Flask("tests")
    i18n.init_app(server)
    with server.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("top", "lines"),
    [
        (4.32, [0, 1, 2, 3, 4]),
        (5.4, [0, 2, 4]),
        (10.8, [0, 5, 10]),
        (22, [0, 5, 10, 15, 20]),
        (55, [0, 20, 40]),
        (1234, [0, 500, 1000]),
        (23456, [0, 5000, 10000, 15000, 20000]),
    ],
)
def test_lines_of_the_scale_are_round_and_few(top: float, lines: list[int]) -> None:
    assert scale(top) == lines


def test_parts_share_the_height_and_small_days_have_a_scale_too() -> None:
    chart = column_chart([Column("9:00", [SERVED, MISSED]), Column("10:00", [])], {}, height_px=250)
    first, second = with_class(chart, "chart-column")

    assert [part.style["height"] for part in with_class(first, "chart-part")] == ["69.44%", "23.15%"]
    assert with_class(second, "chart-part") == []
    assert [words(tick) for tick in with_class(chart, "chart-tick")] == ["0", "1", "2", "3", "4"]


def test_numbers_are_written_as_in_spain() -> None:
    chart = column_chart([Column("9:00", [Part("is-served", "Atendida", 4000)])], {}, height_px=250)

    assert words(with_class(chart, "chart-tick")[-1]) == "4.000"


def test_a_column_says_what_it_is_of_unless_its_parts_do() -> None:
    leads = Part("is-missed", "Sin respuesta", 1, "/calls?ending=missed")
    whole, by_part, empty = with_class(
        column_chart(
            [Column("9:00", [SERVED, MISSED]), Column("10:00", [leads]), Column("11:00", [])],
            {},
            height_px=250,
        ),
        "chart-column",
    )

    assert getattr(whole, "data-said") == "9:00\nSin respuesta: 1\nAtendida: 3"
    [link] = with_class(by_part, "chart-part")
    assert (link.href, getattr(link, "data-said")) == ("/calls?ending=missed", "10:00\nSin respuesta: 1")
    assert not hasattr(by_part, "data-said")
    assert not hasattr(empty, "data-said")


def test_what_began_stands_between_the_columns() -> None:
    columns = [Column(str(place), [SERVED]) for place in range(4)]
    [mark] = with_class(column_chart(columns, {1.5: "1, 2"}, height_px=250), "chart-mark")

    assert (words(mark), mark.style["left"]) == ("1, 2", "50.00%")


def test_dash_keeps_no_observer_for_any_of_it() -> None:
    """And who walks by the keyboard is not led through a hundred parts: the table beside it says the same."""
    chart = column_chart([Column("9:00", [Part("is-served", "Atendida", 3, "/calls")])], {}, height_px=250)

    assert is_still(chart)
    assert [part.tabIndex for part in parts(chart) if type(part).__name__ == "A"] == ["-1"]
