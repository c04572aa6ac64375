"""Buttons that are no components, and what arrives from them."""

import pytest

from dashboard_app.components import alert_list, follow_up_list
from dashboard_app.components.step_button import press, step_button
from dashboard_app.static_parts import static_part

PRESSED = {"step": "done", "index": "7", "label": "Done: Joan"}


def test_a_button_is_part_of_a_still_list() -> None:
    part = static_part(step_button("store", "done", "7", "Done", about="Joan", symbol="check-lg"))
    assert part is not None
    [_tag, told, *_inside] = part["props"]["tree"]
    assert [told[name] for name in ("data-press", "data-step", "data-index")] == ["store", "done", "7"]
    assert told["aria-label"] == "Done: Joan"


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        pytest.param({**PRESSED, "at": 12.5}, PRESSED, id="a press"),
        pytest.param(None, None, id="a page just opened"),
        pytest.param({"step": "done", "index": "7"}, None, id="no name"),
        pytest.param({**PRESSED, "index": {"$": 1}}, None, id="an index that is no text"),
        pytest.param(["done", "7"], None, id="a list"),
    ],
)
def test_only_a_press_is_one(sent: object, found: object) -> None:
    assert press(sent) == found


@pytest.mark.parametrize("store", [alert_list.PRESSED, follow_up_list.PRESSED])
def test_presses_are_told_from_what_may_be_asked_again(store: str) -> None:
    """By the store's name: a press on a lost line must not be done later."""
    assert store.endswith("-pressed")
