"""Return on investment, from measured calls and editable assumptions."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from flask_babel import gettext as _
from pydantic import ValidationError

from dashboard_app import formats
from dashboard_app.access.members import member
from dashboard_app.access.rules import KEEPERS
from dashboard_app.components.cards import card
from dashboard_app.components.period_form import period_form
from dashboard_app.components.roi_result import nothing_measured, result_tiles, swing_card
from dashboard_app.components.states import note
from dashboard_app.components.tiles import Tile, tile
from dashboard_app.i18n import N_
from dashboard_app.pages.address import about_figures
from dashboard_app.pages.period import chosen_period
from dashboard_app.reader_sector import sector_of_reader
from dashboard_app.roi.assumptions import ASSUMPTIONS, Assumed, Assumption, assumed
from dashboard_app.roi.measuring import ALONE, measured_days
from dashboard_app.roi.model import Day, break_even, net_interval, returns, swings
from dashboard_app.scope import Scope, scope_of
from dashboard_app.viewer import Viewer, current_viewer, database, reading
from db.actions.settings import change_setting
from db.queries.organizations import profile_of
from db.roi_assumptions import ROI_SETTING, Assumptions, read_assumptions

PATH = "/roi"
RESULT, PERIOD, SAVE, SAVED = "roi-result", "roi-period", "roi-save", "roi-saved"
VALUE = "roi-value"  # id type of the assumption inputs
ORIGINS = {
    "organization": N_("your own"),
    "sector": N_("typical of the sector, not measured"),
    "ours": N_("a first guess"),
}


def title() -> str:
    return str(_("Return")) + " · AutoBox"


def layout(**query: Any) -> html.Div:
    viewer = current_viewer()
    filters = {
        name: value for name, value in chosen_period(query, viewer).items() if name in {"from", "to", "agent"}
    }
    scope, values = scope_of(filters, viewer), current_values(viewer)
    words = _(
        "Only what would not have happened without the agent counts as gained. Change any assumption: the result follows."
    )
    head = html.Div(html.Div([html.H1(_("Return")), html.P(words)]), className="page-head")
    days = measured_days(scope.selection, viewer.now)
    parts = [
        html.Div(result(scope, days, {name: found.value for name, found in values.items()}), id=RESULT),
        html.Div([assumption_card(values), measured_card(scope, days)], className="halves"),
    ]
    return html.Div(
        [
            dcc.Store(id=PERIOD, data=filters),
            head,
            period_form(PATH, filters, viewer.today, ()),
            about_figures(PATH, query),
            html.Div(parts, className="stack"),
        ]
    )


def current_values(viewer: Viewer) -> dict[str, Assumed]:
    sector = sector_of_reader()
    with reading() as session:
        settings = profile_of(session, viewer.organization_id).settings
    try:
        said = read_assumptions(settings)
    except ValidationError:
        said = Assumptions()
    return assumed(said, sector.return_on_investment if sector else {})


def result(scope: Scope, days: Mapping[date, Day], values: Mapping[str, float]) -> Any:
    if not days:
        return nothing_measured()
    length, listed = days_gone(scope), list(days.values())
    found = returns(listed, values, length)
    return html.Div(
        [
            result_tiles(found, net_interval(listed, values, length), break_even(listed, values, length)),
            swing_card(found, swings(listed, values, length)),
        ],
        className="stack",
    )


def days_gone(scope: Scope) -> int:
    """Days that are still to come have cost nothing yet."""
    first, last = scope.days
    return (min(last, scope.viewer.today) - first).days + 1


def measured_card(scope: Scope, days: Mapping[date, Day]) -> html.Section:
    """Measured figures, linked to the calls behind them."""
    calls = sum(day.calls for day in days.values())
    bookings = sum(day.bookings for day in days.values())
    hours = sum(day.served_hours for day in days.values())
    cost = sum(day.cost_euros for day in days.values())
    answered = scope.address(metric="answered_rate", part="numerator")
    booked = scope.address(metric="bookings", part="numerator", direction="inbound")
    paid = scope.address(metric="cost_per_call", part="denominator", direction="inbound")
    alone = scope.address(metric=ALONE.name, part="numerator", direction="inbound")
    shown = [
        Tile(_("Calls answered"), formats.number(calls), _("inbound"), href=answered),
        Tile(_("Appointments booked"), formats.number(bookings), _("inbound"), href=booked),
        Tile(
            _("Hours that the agent served alone"),
            formats.number(round(hours, 1)),
            _("calls that were not passed on"),
            href=alone,
        ),
        Tile(
            _("Cost of an answered call"),
            formats.money(formats.amount(Decimal(str(cost)) / calls)) if calls else formats.NOTHING,
            _("of an appointment: %(cost)s", cost=per(cost, bookings)),
            href=paid,
        ),
    ]
    return card(
        _("Measured"), html.Div([tile(found) for found in shown], className="tiles two-by-two"), is_flush=True
    )


def per(cost: float, bookings: int) -> str:
    return formats.money(formats.amount(round(cost / bookings, 2))) if bookings else formats.NOTHING


def assumption_card(values: Mapping[str, Assumed]) -> html.Section:
    boxes = [assumption_box(assumption, values[assumption.name]) for assumption in ASSUMPTIONS]
    saving = (
        html.Button(_("Keep them for everybody"), id=SAVE, n_clicks=0, className="btn btn-primary")
        if member().role in KEEPERS
        else html.Div(
            [
                note(_("Try what you like; administrators and supervisors keep it.")),
                html.Button(id=SAVE, n_clicks=0, hidden=True),
            ]
        )
    )
    message = html.Div(id=SAVED, role="status", className="mt-2")
    return card(_("Assumed"), [html.Div(boxes, className="assumptions"), saving, message])


def assumption_box(assumption: Assumption, found: Assumed) -> html.Div:
    element = {"type": VALUE, "name": assumption.name}
    shown = round(found.value * 100, 2) if assumption.is_share else found.value
    box = dbc.Input(
        id=element,
        type="number",
        min=0,
        max=100 if assumption.is_share else 100_000,
        step="any",
        value=shown,
        debounce=0.35,  # every change recalculates
    )
    return html.Div(
        [
            html.Label(
                [str(_(assumption.title)), html.Span(f" ({assumption.unit})", className="faint")],
                htmlFor=box_id(assumption),
            ),
            box,
            html.P(
                [
                    str(_(assumption.meaning)),
                    " ",
                    html.Span(str(_(ORIGINS[found.origin])), className="badge-soft"),
                ]
            ),
        ],
        className="assumption",
    )


def box_id(assumption: Assumption) -> str:
    """The element id as Dash serializes dict ids."""
    return f'{{"name":"{assumption.name}","type":"{VALUE}"}}'


def typed_values(typed: list[Any], ids: list[dict[str, str]]) -> dict[str, float] | None:
    """None if an input is empty or invalid."""
    found = {}
    for value, one in zip(typed, ids, strict=True):
        if not isinstance(value, int | float):
            return None
        is_share = next(each.is_share for each in ASSUMPTIONS if each.name == one["name"])
        found[one["name"]] = value / 100 if is_share else float(value)
    try:
        Assumptions.model_validate(found)
    except ValidationError:
        return None
    return found


@callback(
    Output(RESULT, "children"),
    Output(SAVED, "children"),
    Input({"type": VALUE, "name": ALL}, "value"),
    Input(SAVE, "n_clicks"),
    State({"type": VALUE, "name": ALL}, "id"),
    State(PERIOD, "data"),
    prevent_initial_call=True,
)
def count_again(typed: list[Any], _clicks: int, ids: list[dict[str, str]], filters: dict[str, str]) -> Any:
    values = typed_values(typed, ids)
    if values is None:
        return no_update, note(
            _("Every assumption needs a number; shares lie between 0 and 100."), kind="is-warn"
        )
    viewer = current_viewer()
    scope = scope_of(chosen_period(filters or {}, viewer), viewer)
    message = keep(values) if ctx.triggered_id == SAVE else ""
    return result(scope, measured_days(scope.selection, viewer.now), values), message


def keep(values: Mapping[str, float]) -> Any:
    user = member()
    if user.role not in KEEPERS:
        return note(_("Your role may look, not change."), kind="is-bad", symbol="exclamation-triangle")
    with database().transaction() as session:
        is_new = change_setting(
            session, organization_id=user.organization_id, by=user.id, name=ROI_SETTING, value=dict(values)
        )
    return note(_("Kept.") if is_new else _("Nothing to keep: it is so already."), symbol="check-circle")
