"""A button that opens a small box below it. A `details` element, so it works by mouse, touch and keyboard; `02_shell.js` closes it."""

from typing import Any

from dash import html

from dashboard_app.components.icons import icon


def menu(symbol: str, words: str, body: Any, *, look: str = "", **about: Any) -> html.Details:
    summary = html.Summary([icon(symbol), " ", words], className="btn btn-light btn-sm")
    return html.Details(
        [summary, html.Div(body, className="menu-body")], className=f"menu {look}".strip(), **about
    )
