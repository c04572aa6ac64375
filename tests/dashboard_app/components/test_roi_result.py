"""Amounts of the return: no cents from a hundred on, whatever separates the thousands."""

import pytest
from flask_babel import force_locale

from dashboard_app.components.roi_result import euros


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        pytest.param("es", 2003.4, "2.003 €", id="thousands"),
        pytest.param("en", 2003.4, "€2,003", id="a comma before two noughts"),
        pytest.param("en", -99.5, "-€99.50", id="a loss with cents"),
        pytest.param("de", 100.0, "100 €", id="a hundred"),
    ],
)
def test_amounts_of_the_return(language: str, value: float, shown: str) -> None:
    with force_locale(language):
        assert euros(value).replace("\xa0", " ") == shown
