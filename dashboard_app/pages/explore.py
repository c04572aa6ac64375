"""Explore: any figure by any trait of the calls, as a chart and a table, kept as a view and shared by its address."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from flask_babel import gettext as _

from dashboard_app import live_feed, texts
from dashboard_app.call_filters import api_filters
from dashboard_app.components.cards import card
from dashboard_app.components.explore_form import PAGE, ideas, question_form, title_of
from dashboard_app.components.explored import explored
from dashboard_app.components.hidden_filters import hidden_filters
from dashboard_app.components.metric_tile import metric_tile
from dashboard_app.components.no_calls import no_match
from dashboard_app.components.panel_filters import CHOICES, panel_filters, period_type
from dashboard_app.components.states import note
from dashboard_app.components.unclear_address import unclear_address
from dashboard_app.explore.answer import Answer, Key, with_calls
from dashboard_app.explore.question import PARTS, Asked, Question, asked, fitting, parts_of
from dashboard_app.explore.traits import NAMES
from dashboard_app.page_filters import page_filters
from dashboard_app.page_views import menu_of, opened_view, start_filters
from dashboard_app.pages.panel_sections import columns, span_of
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import Scope, scope_of
from dashboard_app.shared_answers import share
from dashboard_app.viewer import Viewer, current_viewer, reading
from db.queries.metrics.earlier import period_before
from db.queries.metrics.figures import Figure
from db.queries.metrics.keys import STRETCHES
from db.queries.metrics.measure import measure, measure_by
from db.queries.organizations import agents_of
from db.queries.selection import UNKNOWN

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
        agents = agents_of(session, viewer.organization_id)
    words = html.P(_("Any figure by any trait of the calls. Press a number to see its calls."))
    head = html.Div(
        [html.Div([html.H1(_("Explore")), words]), menu_of(PAGE, view, query)], className="page-head"
    )
    shown = asked(given)
    return html.Div(
        [
            dcc.Store(id=ASKED, data={**parts_of(shown.question), **filters}),
            dcc.Store(id=CHANGED),
            head,
            question_form(shown.question),
            panel_filters(filters, viewer.today, agents, page=PAGE),
            hidden_filters(filters, CHOICES),
            html.Div(answered(given, viewer), id=ANSWER, className="stack holds-place"),
        ]
    )


def filters_of(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if name not in PARTS}


def question_parts(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if name in PARTS}


def answered(query: Mapping[str, Any], viewer: Viewer) -> list[Any]:
    """Everything that depends on the question."""
    found, scope = asked(query), scope_of(chosen_period(filters_of(query), viewer), viewer)
    first, last = scope.days
    question = fitting(found.question, (last - first).days + 1)
    shown = [*coarser(found.question, question), *figures(question, scope)]
    return [
        about_address(query, found, viewer),
        card(title_of(question), shown, note=to_api(question, scope.filters)),
        card(_("Other questions"), ideas(PATH, scope.filters)),
    ]


def about_address(query: Mapping[str, Any], found: Asked, viewer: Viewer) -> html.Div | None:
    filters = page_filters(filters_of(query), viewer)
    known = {name: value for name, value in question_parts(query).items() if name not in found.unclear}
    return unclear_address(PATH, {**found.unclear, **filters.unclear}, {**known, **filters.filters})


def coarser(wanted: Question, question: Question) -> list[Any]:
    if wanted.by == question.by:
        return []
    return [
        note(_("The period is long: it is shown by %(trait)s.", trait=texts.inside(_(NAMES[question.by]))))
    ]


def figures(question: Question, scope: Scope) -> list[Any]:
    """The figure of all the calls, and what it is made of."""
    name, at = question.metric.name, scope.viewer.now
    with reading() as session:
        before = period_before(session, scope.selection, scope.viewer.timezone, now=at)
        whole = measure(session, [question.metric], scope.selection, now=at)[name]
        then = measure(session, [question.metric], before, now=at)[name] if before else None
        parts = measure_by(session, [question.metric], scope.selection, by=question.keys, now=at)
        agents = dict(agents_of(session, scope.viewer.organization_id)) if "agent" in question.keys else {}
    found = with_calls({key: figure[name] for key, figure in parts.items()})
    if not found:
        return [no_match()]
    return [tile(question, whole, then, scope), *explored(answer_of(question, found, scope, agents))]


def tile(question: Question, whole: Figure, then: Figure | None, scope: Scope) -> html.Div:
    shown = metric_tile(question.metric, whole, then, href=scope.behind(question.metric))
    return html.Div(shown, className="tiles metric-tiles explore-whole")


def answer_of(
    question: Question, found: Mapping[Key, Figure], scope: Scope, agents: Mapping[str, str]
) -> Answer:
    labels = dict(zip(*columns(scope, question.by), strict=True)) if question.is_over_time else {}
    return Answer(question, found, labels, agents, partial(calls_of, question, scope))


def calls_of(question: Question, scope: Scope, key: Key) -> str:
    """The list of the calls behind a figure; a shorter key is that of a whole column."""
    more: dict[str, object] = {}
    for trait, value in zip(question.keys, key, strict=False):
        is_time = trait in STRETCHES
        more |= span_of(value, scope, trait) if is_time else {trait: UNKNOWN if value is None else value}
    return scope.behind(question.metric, **more)


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
