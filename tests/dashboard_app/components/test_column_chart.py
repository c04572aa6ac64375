"""Charts over time: their scale, what they draw in shares of the room, what they say and where they lead."""

import pytest
from dash import html

from dashboard_app import formats
from dashboard_app.charts.axis import Axis
from dashboard_app.charts.columns import Column, Part
from dashboard_app.components.chart_frame import Frame
from dashboard_app.components.column_chart import column_chart
from dashboard_app.static_parts import static_part
from tests.dashboard_app.reading import parts, with_class, words

COUNTS = Axis(formats.number)
SERVED, MISSED = Part("is-served", "Atendida", 3), Part("is-missed", "Sin respuesta", 1)


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
    assert COUNTS.ticks(top) == lines


@pytest.mark.parametrize(
    ("top", "lines"),
    [
        (0.0432, [0, 0.01, 0.02, 0.03, 0.04]),
        (0.27, [0, 0.1, 0.2]),
        (5.4, [0, 2, 4]),
        (0.005, [0]),
    ],
)
def test_lines_of_a_scale_of_cents_are_whole_cents(top: float, lines: list[float]) -> None:
    assert Axis(formats.number, least=0.01).ticks(top) == pytest.approx(lines)


def drawn(columns: list[Column], marks: dict[float, str] | None = None) -> html.Div:
    return column_chart(columns, Frame("Llamadas", 250, COUNTS, marks or {}), say=formats.number)


def test_parts_share_the_height_and_small_days_have_a_scale_too() -> None:
    chart = drawn([Column("9:00", [SERVED, MISSED]), Column("10:00", [])])
    first, second = with_class(chart, "chart-column")

    assert [part.style["height"] for part in with_class(first, "chart-part")] == ["69.44%", "23.15%"]
    assert with_class(second, "chart-part") == []
    assert [words(tick) for tick in with_class(chart, "chart-tick")] == ["0", "1", "2", "3", "4"]


def test_numbers_are_written_as_in_spain() -> None:
    chart = drawn([Column("9:00", [Part("is-served", "Atendida", 4000)])])

    assert words(with_class(chart, "chart-tick")[-1]) == "4.000"


def test_a_column_says_what_it_is_of_unless_its_parts_do() -> None:
    leads = Part("is-missed", "Sin respuesta", 1, "/calls?ending=missed")
    whole, by_part, empty = with_class(
        drawn([Column("9:00", [SERVED, MISSED]), Column("10:00", [leads]), Column("11:00", [])]),
        "chart-column",
    )

    assert getattr(whole, "data-said") == "9:00\nSin respuesta: 1\nAtendida: 3"
    [link] = with_class(by_part, "chart-part")
    assert (link.href, getattr(link, "data-said")) == ("/calls?ending=missed", "10:00\nSin respuesta: 1")
    assert not hasattr(by_part, "data-said")
    assert not hasattr(empty, "data-said")


def test_what_began_stands_between_the_columns() -> None:
    columns = [Column(str(place), [SERVED]) for place in range(4)]
    [mark] = with_class(drawn(columns, {1.5: "1, 2"}), "chart-mark")

    assert (words(mark), mark.style["left"]) == ("1, 2", "50.00%")


def test_a_column_that_leads_somewhere_does_so_at_any_height() -> None:
    [column] = with_class(drawn([Column("9:00", [SERVED, MISSED], "/calls?hour=9")]), "chart-column")

    assert (type(column).__name__, column.href) == ("A", "/calls?hour=9")
    assert getattr(column, "data-said") == "9:00\nSin respuesta: 1\nAtendida: 3"
    assert getattr(column, "aria-label") == "9:00, Sin respuesta: 1, Atendida: 3"


def test_a_chart_that_leads_to_calls_is_one_stop_of_the_keyboard() -> None:
    """Arrows walk in it; nobody is led through a hundred parts. Dash keeps no observer for any of it."""
    leads = [Part("is-served", "Atendida", 3, "/calls"), Part("is-missed", "Sin respuesta", 1, "/calls")]
    chart = drawn([Column("9:00", leads), Column("10:00", leads), Column("11:00", [])])

    assert static_part(chart)
    assert [part.tabIndex for part in parts(chart) if type(part).__name__ == "A"] == ["-1", "-1", "-1", "0"]
    assert (chart.role, getattr(chart, "aria-label")) == ("group", "Llamadas")


def test_a_chart_that_leads_nowhere_is_left_to_its_table() -> None:
    assert getattr(drawn([Column("9:00", [SERVED])]), "aria-hidden") == "true"


@pytest.mark.parametrize(
    ("label", "spare"), [("1 nov", []), ("1 nov 2026", ["is-spare"])], ids=["short", "with the year"]
)
def test_long_names_make_room_in_a_narrow_chart(label: str, spare: list[str]) -> None:
    names = with_class(drawn([Column(label, [SERVED]), Column(label, [SERVED])]), "chart-label")

    assert [name.className.split()[1:] for name in names] == [[], spare]
