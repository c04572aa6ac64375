"""Filters that work without scripts: periods are links, the rest a form that submits to the URL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.panel_filters import periods

Choice = tuple[str, str, Sequence[Mapping[str, str]]]  # name, label, options


def period_form(path: str, filters: Mapping[str, str], today: date, choices: Sequence[Choice]) -> html.Div:
    return html.Div(
        [period_links(path, filters, today), more_button(), trait_form(path, filters, choices)],
        className="panel-filters period-form",
        role="search",
    )


def period_links(path: str, filters: Mapping[str, str], today: date) -> html.Nav:
    shown = []
    for words, first, last in periods(today).values():
        span = {"from": first.isoformat(), "to": last.isoformat()}
        is_chosen = span.items() <= filters.items()
        look = "period is-chosen" if is_chosen else "period"
        shown.append(dcc.Link(words, href=f"{path}?{urlencode({**filters, **span})}", className=look))
    return html.Nav(shown, className="switch periods", **attributes(aria_label=_("Period")))


def more_button() -> html.Button:
    """On phones the form is collapsed, so that the figures come first."""
    return html.Button(
        [icon("sliders"), " ", _("More filters")],
        type="button",
        className="btn btn-light btn-sm only-phone more-filters",
        **attributes(data_toggles="is-open", aria_expanded="false"),
    )


def trait_form(path: str, filters: Mapping[str, str], choices: Sequence[Choice]) -> html.Form:
    """A native form: it works before scripts have loaded, and its result is a shareable URL."""
    boxes = [
        dated(_("From"), "from", filters),
        dated(_("To"), "to", filters),
        *(choice(one, filters) for one in choices),
        *others(filters, {"from", "to", *(name for name, *_rest in choices)}),
        html.Button(_("Show"), type="submit", className="btn btn-light btn-sm"),
    ]
    return html.Form(boxes, action=path, method="GET", className="filters period-traits")


def others(filters: Mapping[str, str], controls: Collection[str]) -> list[dbc.Input]:
    """Filters without a control stay in the address."""
    return [
        dbc.Input(type="hidden", name=name, value=value, id=f"period-{name}")
        for name, value in filters.items()
        if name not in controls
    ]


def dated(words: str, name: str, filters: Mapping[str, str]) -> html.Div:
    box = dbc.Input(type="date", name=name, value=filters.get(name, ""), id=f"period-{name}")
    return html.Div([html.Label(words, htmlFor=f"period-{name}"), box], className="filter")


def choice(field: Choice, filters: Mapping[str, str]) -> html.Div:
    name, words, options = field
    listed = [{"value": "", "label": _("All")}, *options]
    shown = [
        html.Option(option["label"], value=option["value"], selected=option["value"] == filters.get(name, ""))
        for option in listed
    ]
    box = html.Select(shown, name=name, id=f"period-{name}", className="form-select")
    return html.Div([html.Label(words, htmlFor=f"period-{name}"), box], className="filter")
