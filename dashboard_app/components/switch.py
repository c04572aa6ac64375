"""A choice between two or three views, as a row of buttons. Dash's own radio items nest controls, which confuses screen readers."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc

Options = Sequence[dict[str, str]]


def switch(element_id: str, options: Options, value: str) -> dbc.RadioItems:
    """Its `value` is the callback input."""
    return dbc.RadioItems(
        list(options),
        value,
        id=element_id,
        inline=True,
        className="switch",
        labelCheckedClassName="is-chosen",
    )
