import pytest

from dashboard_app.components.call_grid import near

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
