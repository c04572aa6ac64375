import pytest

from dashboard_app.call_columns import AT_FIRST
from dashboard_app.components.call_grid import LOOKS, near

LONG = "… Buenas, mire, que me hacen mucho ruido los "


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        pytest.param(
            [(LONG, False), ("frenos", True), (" y", False)],
            (("… ruido los ", False), ("frenos", True), (" y", False)),
            id="after a long beginning",
        ),
        pytest.param(
            [("Por los ", False), ("frenos", True)], (("Por los ", False), ("frenos", True)), id="near the beginning"
        ),
        pytest.param([("Frenos", True), (" y más", False)], (("Frenos", True), (" y más", False)), id="at once"),
    ],
)  # fmt: skip
def test_near(pieces: list[tuple[str, bool]], shown: tuple[tuple[str, bool], ...]) -> None:
    assert near(pieces) == shown


def test_the_first_columns_fit_beside_the_navigation_of_a_usual_screen() -> None:
    """Of 1440 pixels, 306 are the navigation's, the page's edges and the grid's border."""
    marks = 46
    narrowest = [LOOKS[name].get("width") or LOOKS[name]["minWidth"] for name in AT_FIRST]

    assert marks + sum(narrowest) <= 1440 - 306
