"""Follow-ups: callers who still need help, most urgent first."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)
from flask_babel import gettext as _

from dashboard_app import ids, live_feed, texts
from dashboard_app.access.members import may_write, member
from dashboard_app.components.closing_note import closing_dialog, closing_ids, closing_note
from dashboard_app.components.follow_up_list import PRESSED, follow_up_list
from dashboard_app.components.icons import icon
from dashboard_app.components.shell import waiting_mark
from dashboard_app.components.states import nothing_here
from dashboard_app.components.step_button import press, step_button
from dashboard_app.components.switch import switch
from dashboard_app.longer_lists import grow, more_items, whole_length
from dashboard_app.pages import follow_ups_together as together
from dashboard_app.pages.follow_up_steps import carry_out
from dashboard_app.viewer import current_viewer, reading
from db.models.follow_up import FOLLOW_UP_KINDS
from db.queries.follow_up_views import View, is_view
from db.queries.follow_ups import follow_ups, open_follow_up_count
from db.queries.frames import records

LIST, FALLBACK = "follow-ups-list", "follow-ups-fallback"
VIEW, KIND, CHANGED, REFUSED = together.VIEW, together.KIND, together.CHANGED, together.REFUSED
ANY_KIND = "any"
CLOSING = closing_ids("follow-ups")
SAVE, LENGTH, MORE = "follow-ups-save", "follow-ups-length", "follow-ups-more"
A_LENGTH = 20  # cards at once: four screens, drawn in half the time of forty
FALLBACK_MS = 10_000


def title() -> str:
    return str(_("Follow-ups")) + " · AutoBox"


def layout(view: str = "open", kind: str = "", length: str = "", **_query: Any) -> html.Div:
    chosen, of_kind, so_many = view_of(view), kind_of(kind), whole_length(length, A_LENGTH)
    options = [
        {"value": "open", "label": _("Open")},
        {"value": "mine", "label": _("Mine")},
        {"value": "closed", "label": _("Closed")},
    ]
    chosen_view = switch(VIEW, options, chosen)
    words = _(
        "Callers who still need something from us. An item closes by itself when its caller rings again and is helped."
    )
    acts = html.Div(
        [kind_choice(of_kind), chosen_view, html.Div(save_link(chosen, of_kind), id=SAVE)],
        className="page-acts",
    )
    head = html.Div([html.Div([html.H1(_("Follow-ups")), html.P(words)]), acts], className="page-head")
    return html.Div(
        [
            dcc.Store(id=CHANGED),
            dcc.Store(id=PRESSED),
            dcc.Store(id=LENGTH, data=so_many),
            dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
            head,
            html.Div(id=REFUSED, role="alert"),
            html.Div(shown(chosen, so_many, of_kind), id=LIST, className="holds-place"),
            closing_dialog(CLOSING),
            together.dialog(),
        ]
    )


def kind_choice(chosen: str) -> html.Div:
    options = [{"value": ANY_KIND, "label": _("All reasons")}, *texts.choices(texts.FOLLOW_UPS)]
    label = html.Label(_("Reason"), htmlFor=KIND, className="visually-hidden")
    return html.Div([label, dbc.Select(id=KIND, options=options, value=chosen or ANY_KIND)])


def save_link(view: View, kind: str = "") -> html.A:
    """CSV download of the list shown."""
    of_kind = f"&kind={kind}" if kind else ""
    return html.A(
        [icon("download"), " ", _("Download")],
        href=f"/api/follow-ups?view={view}{of_kind}&format=csv",
        download="follow-ups.csv",
        className="btn btn-light btn-sm",
    )


def view_of(wanted: str) -> View:
    """Falls back to the first view: the URL may be old or mistyped."""
    return wanted if is_view(wanted) else "open"


def kind_of(wanted: str | None) -> str:
    """Empty for all kinds."""
    return wanted if wanted in FOLLOW_UP_KINDS else ""


def shown(view: View, length: int = A_LENGTH, kind: str = "") -> Any:
    """The first `length` items, the bulk actions, and a button for more."""
    user = member()
    with reading() as session:
        found = follow_ups(
            session,
            organization_id=user.organization_id,
            view=view,
            user_id=user.id,
            kind=kind,
            limit=length + 1,
        )
    items = records(found)
    if not items:
        return nothing_shown(view, is_narrowed=bool(kind))
    cards = follow_up_list(
        items[:length], now=current_viewer().now, reader=str(user.id), may_write=may_write()
    )
    bar = together.bar(view, kind) if len(items) > 1 else None
    return [bar, cards, more_items(MORE, length) if len(items) > length else None]


def nothing_shown(view: View, *, is_narrowed: bool = False) -> html.Div:
    if is_narrowed:
        heading, text = _("None for this reason"), _("Choose “All reasons” to see the others.")
        return html.Div(nothing_here(heading, text, symbol="funnel"), className="card-box")
    said = {
        "open": (
            _("Nobody is waiting for us"),
            _("When a caller is left without help, it appears here by itself."),
        ),
        "mine": (
            _("You have taken none"),
            _("Take one from the open ones, and everybody sees that you are on it."),
        ),
        "closed": (
            _("Nothing closed yet"),
            _("What was done, and what callers settled by ringing again, is kept here."),
        ),
    }
    heading, text = said[view]
    return html.Div(nothing_here(heading, text, symbol="check-circle"), className="card-box")


def note_on(follow_up_id: str) -> html.Div:
    return closing_note(CLOSING.note, follow_up_id, reader=str(member().id), sent_by=CLOSING.confirm)


@callback(
    Output(LIST, "children"),
    Input(VIEW, "value"),
    Input(CHANGED, "data"),
    Input(LENGTH, "data"),
    Input(KIND, "value"),
    prevent_initial_call=True,
)
def show_again(view: str, _changed: object, length: int, kind: str) -> Any:
    return shown(view_of(view), whole_length(length, A_LENGTH), kind_of(kind))


grow(LENGTH, MORE)


@callback(Output(SAVE, "children"), Input(VIEW, "value"), Input(KIND, "value"), prevent_initial_call=True)
def link_file(view: str, kind: str) -> html.A:
    return save_link(view_of(view), kind_of(kind))


@callback(
    Output(CLOSING.dialog, "is_open"),
    Output(CLOSING.title, "children"),
    Output(CLOSING.body, "children"),
    Output(CLOSING.step, "data"),
    Output(REFUSED, "children"),
    Output(LIST, "children", allow_duplicate=True),
    Input(PRESSED, "data"),
    State(VIEW, "value"),
    State(LENGTH, "data"),
    State(KIND, "value"),
    prevent_initial_call=True,
)
def begin_step(sent: object, view: str, length: int, kind: str) -> tuple[Any, ...]:
    """Closing asks for a note first, and names the caller; every other step is reversible and happens immediately."""
    if not (pressed := press(sent)):
        return (no_update,) * 6
    if pressed["step"] in {"done", "dismiss"}:
        return True, pressed["label"], note_on(pressed["index"]), dict(pressed), "", no_update
    return (
        False,
        no_update,
        no_update,
        no_update,
        *taken(pressed["step"], pressed["index"], None, view, length, kind),
    )


@callback(
    Output(CLOSING.dialog, "is_open", allow_duplicate=True),
    Output(REFUSED, "children", allow_duplicate=True),
    Output(LIST, "children", allow_duplicate=True),
    Input(CLOSING.confirm, "n_clicks"),
    Input(CLOSING.cancel, "n_clicks"),
    State(CLOSING.step, "data"),
    State(CLOSING.note, "value"),
    State(VIEW, "value"),
    State(LENGTH, "data"),
    State(KIND, "value"),
    prevent_initial_call=True,
)
def finish_step(
    _confirmed: int,
    _cancelled: int,
    pressed: dict[str, str] | None,
    words: str | None,
    view: str,
    length: int,
    kind: str,
) -> tuple[Any, ...]:
    if ctx.triggered_id != CLOSING.confirm or not pressed:
        return False, no_update, no_update
    said, items = taken(pressed["step"], pressed["index"], words, view, length, kind)
    return False, said or undoable(pressed), items


def taken(
    step: str, follow_up_id: str, words: str | None, view: str, length: int = A_LENGTH, kind: str = ""
) -> tuple[Any, Any]:
    """The message to show, and the refreshed list."""
    said = carry_out(step, follow_up_id, words)
    return said, shown(view_of(view), whole_length(length, A_LENGTH), kind_of(kind))


def undoable(pressed: Mapping[str, str]) -> html.Div:
    """What was closed, for a while, with the way back: it has left the list, and the next card stands under the finger."""
    back = step_button(PRESSED, "reopen", pressed["index"], _("Undo"), about=pressed["label"])
    return html.Div(
        [icon("check-circle"), html.Span(pressed["label"]), back], className="undo-note", key=pressed["index"]
    )


def waiting_count() -> int:
    with reading() as session:
        return open_follow_up_count(session, organization_id=member().organization_id)


@callback(
    Output({"type": ids.FOLLOW_UP_COUNT, "where": ALL}, "children"),
    Input(ids.FOLLOW_UPS_TOLD, "data"),
    State({"type": ids.FOLLOW_UP_COUNT, "where": ALL}, "id"),
    prevent_initial_call=True,
)
def count_again(_told: object, places: list[dict[str, str]]) -> list[Any]:
    return [waiting_mark(waiting_count())] * len(places)


clientside_callback(
    ClientsideFunction("followUps", "count"),
    Output(ids.FOLLOW_UPS_TOLD, "data"),
    live_feed.heard(live_feed.METRICS),
    prevent_initial_call=True,
)

# The choice stays in the address: for a reload, the way back from a call, and whoever is sent the link.
clientside_callback(
    ClientsideFunction("followUps", "address"),
    Input(VIEW, "value"),
    Input(KIND, "value"),
    Input(LENGTH, "data"),
    prevent_initial_call=True,
)

# Follow-ups change when calls arrive, analyses finish, or colleagues act.
clientside_callback(
    ClientsideFunction("followUps", "listen"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    Input(FALLBACK, "n_intervals"),
    prevent_initial_call=True,
)
