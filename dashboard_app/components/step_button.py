"""Buttons of parts that live events redraw, without a component for each: their clicks are heard in the browser (`assets/02_presses.js`).

Dash drops the answer to a press whose button has gone meanwhile; a store stays. With an id per button, every press would also send the ids
of all of them (170 kB for 200 follow-ups), and Dash would keep observers for each. Without ids the list is a static part.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from dash import html

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon


class Press(TypedDict):
    """What a press puts into the store; `label` is the button's name."""

    step: str
    index: str
    label: str


def step_button(
    store: str,
    step: str,
    index: str,
    name: str,
    *,
    about: str = "",
    symbol: str | None = None,
    look: str = "btn-light btn-sm",
) -> html.Button:
    """`store`: id of the `dcc.Store` that a callback listens to; it ends in `-pressed`, by which `assets/10_request_retries.js` knows that
    nothing may happen later. `index`: what the step is for; `about`: whose it is, for screen readers.
    """
    label = attributes(aria_label=f"{name}: {about}") if about else {}
    return html.Button(
        [icon(symbol), name] if symbol else name,
        key=step,  # another step in its place is another button: pressing Enter twice must not undo
        className=f"btn {look}",
        **attributes(data_press=store, data_step=step, data_index=index),
        **label,
    )


def press(sent: Any) -> Press | None:
    """The press, as it came from a browser; None if there was none, or if it is none."""
    if not isinstance(sent, Mapping) or not all(
        isinstance(sent.get(one), str) for one in Press.__annotations__
    ):
        return None
    return {"step": sent["step"], "index": sent["index"], "label": sent["label"]}
