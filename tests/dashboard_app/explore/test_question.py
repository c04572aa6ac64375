"""What an address asks, and what of it is left out."""

import pytest

from dashboard_app.explore.question import Question, asked, fitting, parts_of
from db.queries.metrics.definitions import BY_NAME


@pytest.mark.parametrize(
    ("query", "figure", "keys"),
    [
        pytest.param({}, "calls", ("day",), id="nothing yet"),
        pytest.param({"figure": "booking_rate", "by": "intent"}, "booking_rate", ("intent",), id="one trait"),
        pytest.param({"by": "hour", "split": "weekday"}, "calls", ("hour", "weekday"), id="two traits"),
        pytest.param({"by": "intent", "split": "week"}, "calls", ("week", "intent"), id="time comes first"),
        pytest.param({"by": "hour", "split": "hour"}, "calls", ("hour",), id="the same twice"),
        pytest.param({"by": "day", "split": "month"}, "calls", ("day",), id="two lengths of time"),
        pytest.param({"by": "hour", "split": "any"}, "calls", ("hour",), id="nothing further"),
    ],
)
def test_a_question_of_an_address(query: dict[str, str], figure: str, keys: tuple[str, ...]) -> None:
    found = asked(query)

    assert (found.question.metric.name, found.question.keys, found.unclear) == (figure, keys, {})


@pytest.mark.parametrize(
    ("query", "unclear"),
    [
        ({"figure": "profit", "by": "hour"}, {"figure": "profit"}),
        ({"by": "colour"}, {"by": "colour"}),
        ({"by": "none"}, {"by": "none"}),
        ({"split": "step"}, {"split": "step"}),
    ],
)
def test_what_is_not_understood_is_left_out_and_told(query: dict[str, str], unclear: dict[str, str]) -> None:
    assert asked(query).unclear == unclear


@pytest.mark.parametrize(
    ("by", "days", "shown"),
    [
        ("day", 28, "day"),
        ("day", 100, "day"),
        ("day", 101, "week"),
        ("day", 730, "month"),
        ("week", 730, "month"),
        ("month", 4000, "month"),
        ("hour", 4000, "hour"),
    ],
)
def test_a_long_period_has_coarser_columns(by: str, days: int, shown: str) -> None:
    assert fitting(Question(BY_NAME["calls"], by), days).by == shown


def test_a_question_stands_in_the_address_as_it_was_asked() -> None:
    query = {"figure": "cost_per_call", "by": "week", "split": "language"}

    assert parts_of(asked(query).question) == query
