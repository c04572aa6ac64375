"""The saved views of a page: open one, save the current filters, choose the default.

`assets/07_views.js` sends changes to the API; the page then redraws the list.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.menu import menu
from dashboard_app.i18n import N_
from dashboard_app.view_filters import EVERYTHING, address_of
from db.models.saved_view import MAX_NAME_CHARACTERS
from db.queries.saved_views import View

LIST, TICK, PAGE, START, BEGUN = "views-list", "views-tick", "views-page", "views-start", "views-begun"
WHAT_IS_KEPT = {
    "calls": N_("Keep these filters and columns"),
    "panel": N_("Keep these filters"),
    "explore": N_("Keep this question and its filters"),
}


def view_menu(page: str, listed: Any, *, start_query: str = "") -> html.Div:
    """`start_query`: the filters that the page opened with if the URL had none."""
    label = html.Label(_("Name"), htmlFor="views-name", className="only-read-out")
    name = dbc.Input(
        id="views-name",
        type="text",
        size="sm",
        maxLength=MAX_NAME_CHARACTERS,
        placeholder=_("Name of the view"),
        autocomplete="off",
        value="",
    )
    keep = html.Button(
        _("Keep"), type="button", className="btn btn-primary btn-sm", **attributes(data_view_keep=page)
    )
    new = html.Div(
        [
            html.H3(
                _(WHAT_IS_KEPT[page]),
                className="section-name",
            ),
            html.Div([label, name, keep], className="menu-line"),
            shared_box("views-shared", is_shared=False),
        ],
        className="view-new",
    )
    message = html.Div(id="views-said", className="menu-told", role="status")
    box = menu(
        "bookmark",
        _("Views"),
        [html.Div(listed, id=LIST), new, message],
        look="views",
        **attributes(data_words=json.dumps(words())),
    )
    stores = [
        dcc.Store(id=TICK),
        dcc.Store(id=PAGE, data=page),
        dcc.Store(id=START, data=start_query),
        dcc.Store(id=BEGUN),
    ]
    return html.Div([*stores, box])


def words() -> dict[str, str]:
    return {
        "kept": _("The view is kept."),
        "changed": _("The view is changed."),
        "deleted": _("The view is deleted."),
        "undo": _("Undo"),
        "restored": _("The view is back."),
        "opens": _("The page opens with this view from now on."),
        "opens_bare": _("The page opens without a view from now on."),
        "empty_name": _("Give the view a name."),
        "long_name": _("The name is too long: 60 characters at most."),
        "name_taken": _("You have a view of this name already."),
        "many_views": _("You have 50 views of this page: delete one first."),
        "unknown_view": _("The view is gone, or it is not yours to change."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
        "any": _("This could not be kept. Try again in a moment."),
    }


def view_list(
    views: Sequence[View], *, preferred: UUID | None, reader_id: UUID, may_tidy: bool, today: date
) -> html.Div:
    """`may_tidy`: the reader may also change other people's shared views."""
    if not views:
        text = _("Choose filters, give them a name, and they are one press away next time.")
        shown: Any = html.P(text, className="faint")
    else:
        shown = html.Ul(
            [
                html.Li(entry(view, view.id == preferred, reader_id, may_tidy=may_tidy, today=today))
                for view in views
            ],
            className="view-list",
        )
    bare = EVERYTHING if preferred is not None else ""
    return html.Div(shown, className="view-list-place", **attributes(data_bare=bare))


def entry(view: View, is_first: bool, reader_id: UUID, *, may_tidy: bool, today: date) -> list[Any]:
    is_mine = view.owner_id == reader_id
    about = shared_with(view, is_mine=is_mine)
    link = dcc.Link(
        [html.Span(view.name), html.Span(about, className="faint") if about else None],
        href=address_of(view.page, view.filters, today, view_id=view.id if view.columns else None),
        className="view-link",
    )
    opening = _("Open the page with “%(name)s”", name=view.name)
    star = html.Button(
        icon("star-fill" if is_first else "star"),
        type="button",
        className="icon-button is-on" if is_first else "icon-button",
        title=opening,
        **attributes(
            aria_label=opening,
            aria_pressed="true" if is_first else "false",
            data_view_first="" if is_first else str(view.id),
            data_page=view.page,
        ),
    )
    changing = changes(view) if is_mine or (may_tidy and view.is_shared) else None
    return [html.Div([link, star], className="view-row"), changing]


def shared_with(view: View, *, is_mine: bool) -> str:
    if not is_mine:
        return str(_("from %(owner)s", owner=formats.colleague(view.owner)))
    return str(_("shared")) if view.is_shared else ""


def changes(view: View) -> html.Details:
    view_id = str(view.id)
    field = f"view-name-{view_id}"
    change = _("Change “%(name)s”", name=view.name)
    name = html.Div(
        [
            html.Label(_("Name"), htmlFor=field, className="only-read-out"),
            dbc.Input(id=field, type="text", size="sm", value=view.name, maxLength=MAX_NAME_CHARACTERS),
            act(_("Save"), "btn-primary", data_view_change=view_id),
        ],
        className="menu-line",
    )
    acts = html.Div(
        [
            act(
                _("Take the present filters") if view.page == "panel" else _("Take what is shown now"),
                "btn-light",
                data_view_refill=view_id,
            ),
            act(_("Delete"), "btn-light", data_view_delete=view_id),
        ],
        className="menu-line",
    )
    summary = html.Summary([icon("pencil"), html.Span(change, className="only-read-out")], title=change)
    return html.Details(
        [summary, html.Div([name, shared_box(f"view-shared-{view_id}", is_shared=view.is_shared), acts])],
        className="view-change",
    )


def act(name: str, look: str, **about: str) -> html.Button:
    return html.Button(name, type="button", className=f"btn {look} btn-sm", **attributes(**about))


def shared_box(field: str, *, is_shared: bool) -> dbc.Checkbox:
    return dbc.Checkbox(
        id=field, value=is_shared, label=_("Share with everybody here"), className="menu-check"
    )
