"""A list with a button that makes it longer. `length`: the store of how many items are shown; `more`: the button, whose value is how many more."""

from dash import ClientsideFunction, Input, Output, State, clientside_callback


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
