"""Empty states: why there is nothing to show, and a way on."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon


def nothing_here(
    title: str, text: str, *, symbol: str = "inbox", way_on: Component | None = None, small: bool = False
) -> html.Div:
    heading = html.H3(title) if small else html.H2(title)
    parts = [icon(symbol), heading, html.P(text), way_on]
    return html.Div(
        [part for part in parts if part is not None], className="state is-small" if small else "state"
    )


def button_link(text: str, href: str) -> dcc.Link:
    return dcc.Link(text, href=href, className="btn btn-primary")


def skeleton(height_px: int = 120) -> html.Div:
    return html.Div(
        className="skeleton", style={"height": f"{height_px}px"}, **attributes(aria_hidden="true")
    )


def note(text: str, *, kind: str = "", symbol: str = "info-circle") -> html.Div:
    return html.Div([icon(symbol), html.Span(text)], className=f"note {kind}".strip(), role="note")
