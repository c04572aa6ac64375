"""Saved views on a page: the entries of its menu, and the filters a bare URL opens with."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, html

from dashboard_app.access.members import member
from dashboard_app.access.rules import DELETERS
from dashboard_app.components.view_menu import BEGUN, LIST, PAGE, START, TICK, view_list, view_menu
from dashboard_app.view_filters import NO_VIEW, opened_filters
from dashboard_app.viewer import current_viewer, reading
from db.models.saved_view import VIEW_PAGES
from db.queries.saved_views import Preference, View, preference_of, views_of


def preference(page: str) -> Preference:
    with reading() as session:
        return preference_of(session, user_id=member().id, page=page)


def opened_view(page: str, query: Mapping[str, Any]) -> View | None:
    """The view named in the URL; without any query, the reader's default view."""
    wanted = str(query.get("view", "") if query else preference(page).view_id)
    with reading() as session:
        seen = views_of(session, organization_id=member().organization_id, user_id=member().id, page=page)
    return next((view for view in seen if str(view.id) == wanted), None)


def view_is_gone(view: View | None, query: Mapping[str, Any]) -> bool:
    """The URL names a view that was deleted, or that its owner does not share."""
    return view is None and str(query.get("view", "")) not in {"", NO_VIEW}


def start_filters(view: View | None, query: Mapping[str, Any]) -> dict[str, str]:
    """The view's filters, if the URL has none."""
    return opened_filters(view.filters, current_viewer().today) if view and not query else {}


def menu_of(page: str, view: View | None, query: Mapping[str, Any]) -> html.Div:
    """With the filters the page opened with if the URL had none."""
    more = {"view": str(view.id)} if view and view.columns and not query else {}
    return view_menu(page, list_of(page), start_query=urlencode({**start_filters(view, query), **more}))


def list_of(page: str) -> html.Div:
    who = member()
    with reading() as session:
        seen = views_of(session, organization_id=who.organization_id, user_id=who.id, page=page)
        preferred = preference_of(session, user_id=who.id, page=page).view_id
    return view_list(
        seen,
        preferred=preferred,
        reader_id=who.id,
        may_tidy=who.role in DELETERS,
        today=current_viewer().today,
    )


@callback(Output(LIST, "children"), Input(TICK, "data"), State(PAGE, "data"), prevent_initial_call=True)
def show_again(_tick: object, page: str) -> html.Div:
    return list_of(page if page in VIEW_PAGES else VIEW_PAGES[0])


clientside_callback(ClientsideFunction("views", "begin"), Output(BEGUN, "data"), Input(START, "data"))
