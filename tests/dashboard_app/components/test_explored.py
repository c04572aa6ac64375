"""Each kind of question has the chart that suits it, and says how many calls it stands on."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dashboard_app.components.explored import explored
from dashboard_app.explore.answer import Answer, Key
from dashboard_app.explore.question import Question
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.intervals import wilson
from tests.dashboard_app.reading import links, parts, with_class, words

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DAYS = {MONDAY: "23 nov", TUESDAY: "24 nov"}


def rate(part: int, n: int) -> Figure:
    return Figure(
        value=part / n, n=n, numerator=part, interval=wilson(part, n), method="wilson", minimum_n=10
    )


def count(calls: int) -> Figure:
    return Figure(value=calls, n=calls, numerator=calls)


def answer(figure: str, by: str, found: dict[Key, Figure], split: str = "") -> Answer:
    question = Question(BY_NAME[figure], by, split)
    columns = DAYS if question.is_over_time else {}
    return Answer(question, found, columns, {}, lambda key: "/calls?" + "&".join(map(str, key)))


def test_a_trait_is_a_list_of_bars_with_sample_and_interval() -> None:
    shown = explored(answer("booking_rate", "language", {("es",): rate(30, 60), ("de",): rate(2, 4)}))

    first, second = with_class(shown, "bar")
    assert "50 %  · 30 de 60 · 38–62 %" in words(first)
    assert (first.className, second.className) == ("bar", "bar is-few")
    assert [link for link in links(shown) if "calls" in link] == ["/calls?es", "/calls?de"]
    assert len(with_class(first, "bar-interval")) == 1


def test_a_wide_interval_of_a_few_calls_does_not_shrink_the_bars() -> None:
    shown = explored(answer("booking_rate", "language", {("es",): rate(2, 100), ("de",): rate(0, 2)}))

    (bar,) = with_class(with_class(shown, "bar")[0], "is-booked")
    assert float(bar.style["width"].rstrip("%")) > 60


@pytest.mark.parametrize(
    ("figure", "found", "looks"),
    [
        ("calls", {(MONDAY,): count(3)}, "chart-part"),
        ("booking_rate", {(MONDAY,): rate(1, 20), (TUESDAY,): rate(5, 20)}, "chart-dot"),
        ("cost_per_call", {(MONDAY,): Figure(value=Decimal("0.05"), n=9)}, "chart-dot"),
    ],
    ids=["counts are columns", "rates are a line", "money is a line"],
)  # fmt: skip
def test_time_is_columns_or_a_line(figure: str, found: dict[Key, Figure], looks: str) -> None:
    shown = explored(answer(figure, "day", found))

    assert len(with_class(shown, looks)) == len(found)
    assert [link for link in links(shown) if "calls" in link] == [f"/calls?{day}" for (day,) in found]


def test_a_day_of_few_calls_has_a_hollow_dot() -> None:
    shown = explored(answer("booking_rate", "day", {(MONDAY,): rate(1, 4), (TUESDAY,): rate(5, 20)}))

    assert [("is-few" in dot.className) for dot in with_class(shown, "chart-dot")] == [True, False]


def test_what_has_no_colour_of_its_own_is_told_together() -> None:
    found: dict[Key, Figure] = {(MONDAY, f"intent_{place}"): count(20 - place) for place in range(9)}
    shown = explored(answer("calls", "day", found, "intent"))

    heights = [float(part.style["height"].rstrip("%")) for part in with_class(shown, "chart-part")]
    assert len(heights) == 7
    rest = with_class(shown, "is-rest")[0]
    assert float(rest.style["height"].rstrip("%")) == pytest.approx(
        sum(heights) * (12 + 13 + 14) / 144, abs=0.1
    )
    assert "Otros" in words(with_class(shown, "legend"))


def test_lines_that_have_no_room_are_told_by_their_number() -> None:
    found: dict[Key, Figure] = {(MONDAY, f"intent_{place}"): rate(1, 30 - place) for place in range(9)}

    assert "3 más con menos llamadas" in words(explored(answer("booking_rate", "day", found, "intent")))


def test_two_traits_are_a_table_of_cells_and_few_calls_have_no_colour() -> None:
    found: dict[Key, Figure] = {(1, 9): rate(9, 30), (5, 11): rate(3, 3)}
    shown = explored(answer("booking_rate", "weekday", found, "hour"))

    cells = [part for part in parts(shown) if getattr(part, "style", None) and "--heat" in part.style]
    assert [cell.style["--heat"] for cell in cells] == ["100%", "0%"]
    rows = with_class(shown, "figure-matrix")[0].children[1].children
    assert len(rows) == 7
    assert len(rows[0].children) == 1 + 3  # 9:00, 10:00 and 11:00
    assert "Sin color: menos de 10 llamadas." in words(shown)


def test_the_table_has_every_figure_with_its_sample_and_interval() -> None:
    found: dict[Key, Figure] = {
        (MONDAY, "de"): rate(2, 4),
        (MONDAY, "es"): rate(30, 60),
        (TUESDAY, "es"): rate(1, 2),
    }
    table = table_of(explored(answer("booking_rate", "day", found, "language")))

    assert table == [
        ["23 nov", "Castellano", "50 %", "60", "38 %", "62 %"],
        ["23 nov", "Alemán", "50 %", "4", "15 %", "85 %"],
        ["24 nov", "Castellano", "50 %", "2", "9 %", "91 %"],
    ]


def test_a_table_without_all_figures_says_so() -> None:
    found: dict[Key, Figure] = {(f"v{place % 40}", f"s{place // 40}"): count(1) for place in range(1600)}
    shown = explored(answer("calls", "version", found, "service"))

    assert "los primeros 1.500 de 1.600 valores" in words(shown)
    assert len(table_of(shown)) == 1500


def table_of(shown: Any) -> list[list[str]]:
    body = with_class(shown, "cost-table")[0].children[1]
    return [[words(cell) for cell in row.children] for row in body.children]


def test_an_agent_has_its_name() -> None:
    found: dict[Key, Figure] = {("id-1",): count(3), (None,): count(1)}
    named = Answer(Question(BY_NAME["calls"], "agent"), found, agents={"id-1": "Recepción"})

    assert [words(label) for label in with_class(explored(named), "bar-label")] == ["Recepción", "No se sabe"]


def test_a_call_with_several_services_is_explained() -> None:
    shown = explored(answer("calls", "service", {("brakes",): count(3)}))

    assert "varios servicios" in words(shown)
