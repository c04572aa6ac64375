"""The bar above a call: back to the list, previous and next call in it, and page actions."""

from collections.abc import Mapping
from urllib.parse import urlencode

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon


def call_bar(filters: Mapping[str, str], *, newer: object, older: object) -> html.Nav:
    query = f"?{urlencode(filters)}" if filters else ""
    back = dcc.Link(
        [icon("arrow-left"), _("The same list") if filters else _("All calls")],
        href=f"/calls{query}",
        className="back-link",
    )
    beside = html.Div(
        [
            step(newer, query, "chevron-left", _("Newer call"), "newer"),
            step(older, query, "chevron-right", _("Older call"), "older"),
        ],
        className="call-steps",
    )
    acts = html.Div(
        [
            act("link", "link-45deg", _("Copy the link to this call")),
            act("print", "printer", _("Print")),
            act("keys", "keyboard", _("Keyboard shortcuts")),
        ],
        className="call-acts",
    )
    return html.Nav([back, html.Div([acts, beside], className="call-bar-side")], className="call-bar")


def step(call_id: object, query: str, symbol: str, name: str, way: str) -> Component:
    """Disabled rather than removed at the end of the list: buttons that come and go are hard to hit."""
    if call_id is None:
        return html.Span(
            icon(symbol),
            className="icon-button",
            title=name,
            role="link",
            **attributes(aria_disabled="true", aria_label=name),
        )
    return dcc.Link(
        [icon(symbol), html.Span(name, className="only-read-out")],
        href=f"/analysis/{call_id}{query}",
        id={"type": "call-step", "way": way},
        className="icon-button",
        title=name,
    )


def act(name: str, symbol: str, words: str) -> html.Button:
    return html.Button(
        icon(symbol),
        type="button",
        className="icon-button",
        title=words,
        **attributes(aria_label=words, data_call_act=name),
    )
