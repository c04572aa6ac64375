"""Values of metrics in words: to the cent at a glance, with its fractions where close ones are compared."""

from decimal import Decimal

import pytest

from dashboard_app.components.metric_tile import exactly, said
from db.queries.metrics.definitions import BY_NAME


@pytest.mark.parametrize(
    ("metric", "value", "glance", "exact"),
    [
        pytest.param("cost_per_call", Decimal("0.0469"), "0,05 €", "0,0469 €", id="some cents"),
        pytest.param("cost_per_call", Decimal("0.0007"), "< 0,01 €", "0,0007 €", id="less than one"),
        pytest.param("cost_per_call", Decimal("1.2345"), "1,23 €", "1,23 €", id="euros"),
        pytest.param("cost_per_call", None, "–", "–", id="not known"),
        pytest.param("calls", 12, "12", "12", id="calls"),
    ],
)
def test_values_at_a_glance_and_exactly(metric: str, value: Decimal | None, glance: str, exact: str) -> None:
    told = (said(BY_NAME[metric], value), exactly(BY_NAME[metric], value))

    assert tuple(one.replace("\xa0", " ") for one in told) == (glance, exact)
