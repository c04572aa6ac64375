"""One icon, hidden from screen readers: the text beside it says the same."""

from dash import html

from dashboard_app.components.attributes import attributes


def icon(name: str) -> html.I:
    return html.I(className=f"bi bi-{name}", **attributes(aria_hidden="true"))
