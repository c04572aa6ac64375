"""A choice between two or three views, as one row of buttons. Dash's own radio items nest controls, which screen readers stumble over."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc

Options = Sequence[dict[str, str]]


def switch(element_id: str, options: Options, value: str) -> dbc.RadioItems:
    """Its `value` is the input of a callback."""
    return dbc.RadioItems(
        list(options),
        value,
        id=element_id,
        inline=True,
        className="switch",
        labelCheckedClassName="is-chosen",
    )
