"""Bulk actions on all follow-ups in the list: a bar above it, and a confirmation that states how many are affected."""

from datetime import UTC, datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, ctx, dcc, html, no_update
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.access.members import may_write, member
from dashboard_app.components.closing_note import closing_note
from dashboard_app.components.states import note
from dashboard_app.components.step_button import press, step_button
from dashboard_app.i18n import N_
from dashboard_app.pages.follow_up_steps import only_looks
from dashboard_app.viewer import database, reading
from db.actions.follow_ups import step_follow_ups
from db.models.follow_up import FOLLOW_UP_KINDS
from db.queries.follow_up_views import Step, View, is_step, is_view
from db.queries.follow_ups import count_fitting, count_shown

VIEW, KIND, CHANGED, REFUSED = (
    "follow-ups-view",
    "follow-ups-kind",
    "follow-ups-changed",
    "follow-ups-refused",
)
PRESSED = "follow-ups-all-pressed"  # the store of what was pressed on the bar; `index` says nothing
DIALOG, TITLE, COUNTED, NOTE, NOTE_PLACE, ORDER, YES, NO = (
    "follow-ups-all-dialog",
    "follow-ups-all-title",
    "follow-ups-all-count",
    "follow-ups-all-note",
    "follow-ups-all-note-place",
    "follow-ups-all-order",
    "follow-ups-all-yes",
    "follow-ups-all-no",
)
STEPS: dict[View, tuple[Step, ...]] = {
    "open": ("take", "done", "dismiss"),
    "mine": ("release", "done", "dismiss"),
    "closed": ("reopen",),
}
NAMES: dict[str, str] = {
    "take": N_("Take all of them"),
    "release": N_("Leave all of them"),
    "done": N_("All done"),
    "dismiss": N_("None is needed"),
    "reopen": N_("Open all again"),
}
COUNTS: dict[str, str] = {
    "take": N_("Nobody sees to these yet: %(n)s"),
    "release": N_("These are yours: %(n)s"),
    "done": N_("These are open: %(n)s"),
    "dismiss": N_("These are open: %(n)s"),
    "reopen": N_("These were closed by hand: %(n)s"),
}
CLOSING = ("done", "dismiss")


def bar(view: View, kind: str) -> html.Div:
    user = member()
    with reading() as session:
        total = count_shown(
            session, organization_id=user.organization_id, view=view, user_id=user.id, kind=kind
        )
    steps = STEPS[view] if may_write() else ()
    buttons = [step_button(PRESSED, step, "all", str(_(NAMES[step]))) for step in steps]
    count = html.B(_("%(n)s in the list", n=formats.number(total)), className="numbers")
    return html.Div([count, *buttons], className="follow-ups-bar")


def dialog() -> dbc.Modal:
    buttons = [
        html.Button(_("Cancel"), id=NO, className="btn btn-light", n_clicks=0),
        html.Button(_("Yes, all of them"), id=YES, className="btn btn-primary", n_clicks=0),
    ]
    parts = [
        dcc.Store(id=ORDER),
        dcc.Store(id=PRESSED),
        dbc.ModalHeader(dbc.ModalTitle(id=TITLE), close_button=True),
        dbc.ModalBody([html.P(id=COUNTED, className="numbers"), html.Div(id=NOTE_PLACE)]),
        dbc.ModalFooter(buttons),
    ]
    return dbc.Modal(parts, id=DIALOG, is_open=False, centered=True)


@callback(
    Output(DIALOG, "is_open"),
    Output(TITLE, "children"),
    Output(COUNTED, "children"),
    Output(NOTE_PLACE, "children"),
    Output(NOTE_PLACE, "hidden"),
    Output(YES, "disabled"),
    Output(ORDER, "data"),
    Input(PRESSED, "data"),
    State(VIEW, "value"),
    State(KIND, "value"),
    prevent_initial_call=True,
)
def ask(sent: object, view: str, kind: str) -> tuple[Any, ...]:
    """States how many there are now; only those are changed."""
    pressed = press(sent)
    if pressed is None or not (is_step(step := pressed["step"]) and is_view(view)):
        return (no_update,) * 7
    return asked(step, view, kind)


def asked(step: Step, view: View, kind: str) -> tuple[Any, ...]:
    order = {"step": step, "view": view, "kind": kind if kind in FOLLOW_UP_KINDS else ""}
    user, until = member(), datetime.now(UTC).isoformat()
    with reading() as session:
        count = count_fitting(
            session,
            organization_id=user.organization_id,
            view=view,
            user_id=user.id,
            kind=order["kind"],
            step=step,
        )
    counted = _(COUNTS[step], n=formats.number(count))
    words = closing_note(NOTE, f"{view}:{order['kind']}", reader=str(user.id), sent_by=YES)
    return True, _(NAMES[step]), counted, words, step not in CLOSING, not count, {**order, "until": until}


@callback(
    Output(DIALOG, "is_open", allow_duplicate=True),
    Output(REFUSED, "children", allow_duplicate=True),
    Output(CHANGED, "data", allow_duplicate=True),
    Input(YES, "n_clicks"),
    Input(NO, "n_clicks"),
    State(ORDER, "data"),
    State(NOTE, "value"),
    prevent_initial_call=True,
)
def answer(_yes: int, _no: int, order: dict[str, str] | None, words: str | None) -> tuple[Any, Any, Any]:
    if ctx.triggered_id != YES or not order:
        return False, no_update, no_update
    return False, carried_out(order, words or ""), order["until"]


def carried_out(order: dict[str, str], words: str) -> Any:
    """The message to show."""
    step, view, user = order["step"], order["view"], member()
    if not (may_write() and is_step(step) and is_view(view)):
        return only_looks()
    with database().transaction() as session:
        done = step_follow_ups(
            session,
            organization_id=user.organization_id,
            view=view,
            kind=order["kind"],
            step=step,
            by=user.id,
            until=datetime.fromisoformat(order["until"]),
            note=words if step in CLOSING else "",
        )
    return note(_("Changed: %(n)s", n=formats.number(done)), symbol="check-circle")
