import pytest

from dashboard_app.call_columns import AT_FIRST
from dashboard_app.components.call_grid import LOOKS, WHEN, near
from dashboard_app.components.first_rows import first_rows

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


def test_a_day_of_another_year_is_not_cut() -> None:
    row = {"id": 1, "when": "28 nov 2025 10:15"}
    drawn = str(first_rows([row], ["started_at"], {}, {}))

    assert LOOKS["started_at"]["cellClass"] == WHEN
    assert f"className='{WHEN}'" in drawn


def test_the_first_columns_fit_beside_the_navigation_of_a_usual_screen() -> None:
    """Of 1440 pixels, 306 are the navigation's, the page's edges and the grid's border."""
    marks = 46
    narrowest = [LOOKS[name].get("width") or LOOKS[name]["minWidth"] for name in AT_FIRST]

    assert marks + sum(narrowest) <= 1440 - 306
