"""Explore: any figure by any trait of the calls, as a chart and a table, kept as a view and shared by its address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from flask_babel import gettext as _

from dashboard_app import live_feed
from dashboard_app.call_filters import api_filters
from dashboard_app.components.board_menu import board_menu
from dashboard_app.components.cards import card
from dashboard_app.components.explore_form import PAGE, ideas, question_form, title_of
from dashboard_app.components.hidden_filters import hidden_filters
from dashboard_app.components.panel_filters import CHOICES, Lines, panel_filters, period_type
from dashboard_app.components.unclear_address import unclear_address
from dashboard_app.explore.question import PARTS, Asked, Question, asked, parts_of
from dashboard_app.page_boards import boards_to_change
from dashboard_app.page_filters import page_filters
from dashboard_app.page_views import menu_of, opened_view, start_filters
from dashboard_app.pages.explored_figures import drawn, shown_question
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import scope_of
from dashboard_app.shared_answers import share
from dashboard_app.viewer import Viewer, current_viewer, reading
from db.queries.experiments import has_experiments
from db.queries.organizations import lines_of

PATH = "/explore"
ASKED, CHANGED, ANSWER = "explore-asked", "explore-changed", "explore-answer"


def title() -> str:
    return str(_("Explore")) + " · AutoBox"


def layout(**query: Any) -> html.Div:
    viewer = current_viewer()
    view = opened_view(PAGE, query)
    given = start_filters(view, query) or query
    filters = chosen_period(filters_of(given), viewer)
    with reading() as session:
        lines = Lines(*lines_of(session, viewer.organization_id))
        hidden = alike(lines, has_experiments=has_experiments(session, viewer.organization_id))
    words = html.P(_("Any figure by any trait of the calls. Press a number to see its calls."))
    acts = html.Div([board_menu(boards_to_change()), menu_of(PAGE, view, query)], className="sheet-acts")
    head = html.Div([html.Div([html.H1(_("Explore")), words]), acts], className="page-head")
    shown = asked(given)
    return html.Div(
        [
            dcc.Store(id=ASKED, data={**parts_of(shown.question), **filters}),
            dcc.Store(id=CHANGED),
            head,
            question_form(shown.question, hidden),
            panel_filters(filters, viewer.today, lines, page=PAGE),
            hidden_filters(filters, CHOICES),
            html.Div(answered(given, viewer), id=ANSWER, className="stack holds-place"),
        ]
    )


def alike(lines: Lines, *, has_experiments: bool) -> set[str]:
    """Traits in which all calls of an organization are alike."""
    return {
        *(() if len(lines.numbers) > 1 else ("called",)),
        *(() if has_experiments else ("side",)),
    }


def filters_of(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if name not in PARTS}


def question_parts(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if name in PARTS}


def answered(query: Mapping[str, Any], viewer: Viewer) -> list[Any]:
    """Everything that depends on the question."""
    found, scope = asked(query), scope_of(chosen_period(filters_of(query), viewer), viewer)
    question = shown_question(found.question, scope)
    return [
        about_address(query, found, viewer),
        card(
            title_of(question), drawn(found.question, scope, name=PAGE), note=to_api(question, scope.filters)
        ),
        card(_("Other questions"), ideas(PATH, scope.filters)),
    ]


def about_address(query: Mapping[str, Any], found: Asked, viewer: Viewer) -> html.Div | None:
    filters = page_filters(filters_of(query), viewer)
    known = {name: value for name, value in question_parts(query).items() if name not in found.unclear}
    return unclear_address(PATH, {**found.unclear, **filters.unclear}, {**known, **filters.filters})


def to_api(question: Question, filters: Mapping[str, str]) -> html.A:
    query = urlencode({"by": ",".join(question.keys), **api_filters(filters)}, safe=",")
    return html.A(_("From the API"), href=f"/api/metrics/{question.metric.name}?{query}")


share(f"{ANSWER}.children", CHANGED)


@callback(Output(ANSWER, "children"), Input(ASKED, "data"), Input(CHANGED, "data"), prevent_initial_call=True)
def show_answer(query: dict[str, str] | None, _tick: object) -> list[Any]:
    return answered(query or {}, current_viewer())


clientside_callback(
    ClientsideFunction("explore", "listen"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    prevent_initial_call=True,
)


clientside_callback(
    ClientsideFunction("explore", "asked"),
    Output(ASKED, "data"),
    Output({"type": f"{PAGE}-filter", "name": "from"}, "value"),
    Output({"type": f"{PAGE}-filter", "name": "to"}, "value"),
    Input({"type": f"{PAGE}-filter", "name": ALL}, "value"),
    Input({"type": period_type(PAGE), "name": ALL}, "n_clicks"),
    State({"type": f"{PAGE}-filter", "name": ALL}, "id"),
    State(ASKED, "data"),
    prevent_initial_call=True,
)
