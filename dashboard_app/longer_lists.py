"""A list with a button that makes it longer, by as many items again. `length`: the store of how many items are shown; `more`: the button, whose value is how many more."""

from dash import ClientsideFunction, Input, Output, State, clientside_callback, html
from flask_babel import gettext as _

from dashboard_app import formats

MAX_LENGTH = 1000  # what a telephone still draws


def whole_length(wanted: object, step: int) -> int:
    """Of what an address or a browser asks for: whole steps, at least one, at most `MAX_LENGTH`."""
    text = str(wanted)
    steps = int(text) // step if text.isascii() and text.isdecimal() and len(text) <= 4 else 1
    return min(max(steps, 1) * step, MAX_LENGTH)


def more_items(more: str, length: int) -> html.Button | html.P:
    """What stands below the first `length` of a longer list."""
    if length >= MAX_LENGTH:
        return html.P(
            _("The first %(n)s are shown here.", n=formats.number(length)), className="quiet text-center mt-3"
        )
    return html.Button(
        _("Show more"), id=more, value=str(length), className="btn btn-light w-100 mt-3", n_clicks=0
    )


def grow(length: str, more: str) -> None:
    """In the browser, at once: an answer that is under way may draw the button anew, and a question to the server would be lost with it."""
    clientside_callback(
        ClientsideFunction("lists", "longer"),
        Output(length, "data"),
        Input(more, "n_clicks"),
        State(length, "data"),
        State(more, "value"),
        prevent_initial_call=True,
    )
