"""In which order values are shown, and which of many."""

import pytest

from dashboard_app.explore.answer import Answer, highest, with_calls, without_gaps
from dashboard_app.explore.question import Question
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure


def answer(by: str, calls: dict[object, int]) -> Answer:
    found = {(value,): Figure(value=count, n=count) for value, count in calls.items()}
    return Answer(Question(BY_NAME["calls"], by), found)


@pytest.mark.parametrize(
    ("by", "calls", "most", "shown"),
    [
        pytest.param("intent", {"a": 1, "b": 3, "c": 2}, 9, ["b", "c", "a"], id="most calls first"),
        pytest.param("intent", {"a": 1, "b": 4, "c": 2, "d": 3}, 2, ["b", "d"], id="the rest has no room"),
        pytest.param("intent", {"a": 1, "b": 3, "c": 2}, 2, ["b", "c", "a"], id="a last one needs no «1 more»"),
        pytest.param("intent", {None: 2, "b": 2}, 9, ["b", None], id="unknown after its equals"),
        pytest.param("hour", {10: 9, 8: 1, 9: 2}, 9, [8, 9, 10], id="hours in their order"),
        pytest.param("urgency", {None: 9, "low": 5, "critical": 1}, 9, ["critical", "low", None], id="urgent first"),
    ],
)  # fmt: skip
def test_values_in_the_order_in_which_they_are_shown(
    by: str, calls: dict[object, int], most: int, shown: list[object]
) -> None:
    assert answer(by, calls).shown(0, most) == shown


@pytest.mark.parametrize(
    ("trait", "values", "filled"),
    [
        ("hour", [9, 12], [9, 10, 11, 12]),
        ("weekday", [3], [1, 2, 3, 4, 5, 6, 7]),
        ("intent", ["b", "a"], ["b", "a"]),
        ("hour", [], []),
    ],
)
def test_a_week_and_a_day_have_no_gaps(trait: str, values: list[object], filled: list[object]) -> None:
    assert without_gaps(trait, values) == filled


def test_values_without_calls_are_left_out() -> None:
    some, none = Figure(value=0.5, n=2), Figure(value=None, n=0)

    assert with_calls({("a",): some, ("b",): none}) == {("a",): some}


def test_a_scale_is_never_zero() -> None:
    assert highest([]) == highest([Figure(value=0, n=3)]) == 1
    assert highest([Figure(value=0.2, n=3), Figure(value=None, n=0)]) == 0.2
