"""How long a list is drawn, and what stands below its first part."""

import pytest

from dashboard_app.longer_lists import MAX_LENGTH, more_items, whole_length
from tests.dashboard_app.reading import words


@pytest.mark.parametrize(
    ("wanted", "length"),
    [
        pytest.param("", 20, id="nothing"),
        pytest.param("40", 40, id="two steps"),
        pytest.param(60, 60, id="as the browser's store has it"),
        pytest.param("45", 40, id="no whole step"),
        pytest.param("7", 20, id="less than a step"),
        pytest.param("0", 20, id="none"),
        pytest.param("9999", 1000, id="more than is drawn"),
        pytest.param("99999", 20, id="no length"),
        pytest.param("-40", 20, id="negative"),
        pytest.param("²", 20, id="a digit that is none"),
        pytest.param(None, 20, id="an empty store"),
        pytest.param({"a": 1}, 20, id="no number"),
    ],
)
def test_a_length_is_whole_steps(wanted: object, length: int) -> None:
    assert whole_length(wanted, 20) == length


def test_each_press_shows_as_many_again() -> None:
    presses, length = 0, 20
    while length < MAX_LENGTH:
        length = whole_length(length + int(more_items("more", length).value), 20)
        presses += 1
    assert presses == 6


@pytest.mark.usefixtures("reader")
def test_the_longest_list_says_that_it_is_not_all() -> None:
    assert words(more_items("more", MAX_LENGTH)) == "Aquí se muestran los primeros 1.000."
