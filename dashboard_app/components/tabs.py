"""Tabs whose panels are all in the page, so that they print and update while hidden. `assets/06_call_page.js` switches them."""

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon


def tabs(name: str, label: str, panels: Sequence[tuple[str, str, str, Any]]) -> html.Div:
    """Panels are (key, title, symbol, content); the first is shown."""
    buttons = [
        html.Button(
            [icon(symbol), html.Span(title)],
            id=f"{name}-tab-{key}",
            type="button",
            className="tab-button",
            role="tab",
            tabIndex="0" if place == 0 else "-1",
            **attributes(
                aria_selected="true" if place == 0 else "false", aria_controls=f"{name}-panel-{key}"
            ),
        )
        for place, (key, title, symbol, _content) in enumerate(panels)
    ]
    shown = [
        html.Div(
            content,
            id=f"{name}-panel-{key}",
            className="tab-panel" if place == 0 else "tab-panel is-away",
            role="tabpanel",
            **attributes(aria_labelledby=f"{name}-tab-{key}"),
        )
        for place, (key, _title, _symbol, content) in enumerate(panels)
    ]
    listed = html.Div(buttons, className="tab-list", role="tablist", **attributes(aria_label=label))
    return html.Div([listed, *shown], className="tabs")
