"""The panel: how well the phone has served the business over a period, compared with the weeks before."""

from collections.abc import Callable, Mapping
from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html
from flask_babel import gettext as _

from dashboard_app import live_feed, texts
from dashboard_app.components.cards import card
from dashboard_app.components.hidden_filters import hidden_filters
from dashboard_app.components.icons import icon
from dashboard_app.components.panel_filters import CHOICES, PAGE, Lines, panel_filters, period_type
from dashboard_app.components.states import skeleton
from dashboard_app.components.switch import switch
from dashboard_app.page_views import menu_of, opened_view, start_filters
from dashboard_app.pages import panel_sections as sections
from dashboard_app.pages import panel_trends as trends
from dashboard_app.pages.address import about_figures
from dashboard_app.pages.on_the_line import on_the_line
from dashboard_app.pages.panel_funnel import funnel
from dashboard_app.pages.panel_month import month
from dashboard_app.pages.panel_start import figures
from dashboard_app.pages.panel_trade import title_of_trade, trade
from dashboard_app.pages.panel_versions import versions
from dashboard_app.pages.period import chosen_period
from dashboard_app.prefetch import callback_request, prefetch
from dashboard_app.scope import Scope, scope_of
from dashboard_app.shared_answers import share
from dashboard_app.viewer import current_viewer, reading
from db.queries.organizations import lines_of

FILTERS, CHANGED, BESIDE, LATER, SAID, FALLBACK, STRIP, HEAT = (
    "panel-filters",
    "panel-changed",
    "panel-beside",
    "panel-later",
    "panel-said",
    "panel-fallback",
    "panel-live",
    "panel-heat-of",
)
UNCLEAR = "panel-unclear"
PATH = "/"
FALLBACK_MS = 10_000
SENTIMENT_LOOKS = {"negative": "is-abandoned", "neutral": "is-open-end", "positive": "is-booked"}


def by_trait(trait: str, names: Mapping[str, str], **rest: Any) -> Callable[[Scope], Any]:
    return lambda scope: sections.shares(scope, trait, names, **rest)


PARTS: dict[str, Callable[[Scope], Any]] = {
    "figures": figures,
    "trade": trade,
    "volume": sections.volume,
    "intents": by_trait("intent", texts.INTENTS),
    "services": by_trait("service", texts.SERVICES),
    "funnel": funnel,
    "stages": by_trait("stage", texts.STAGES, of="abandonment_rate", looks={}),
    "languages": by_trait("language", texts.LANGUAGES),
    "sentiments": by_trait("sentiment", texts.SENTIMENTS, looks=SENTIMENT_LOOKS),
    "gaps": trends.gaps,
    "costs": trends.costs,
    "month": month,
    "versions": versions,
}
FIRST = "figures"
SEEN = ("trade", "volume")  # also visible without scrolling: loaded after the figures, before the rest


def title() -> str:
    return str(_("Panel")) + " · AutoBox"


def layout(**query: Any) -> html.Div:
    """Renders the frame immediately; sections load one by one, so that none waits for another."""
    viewer = current_viewer()
    view = opened_view("panel", query)
    filters = chosen_period(start_filters(view, query) or query, viewer)
    with reading() as session:
        lines = Lines(*lines_of(session, viewer.organization_id))
    stores = [
        prefetch(first_requests(filters)),
        dcc.Store(id=FILTERS, data=filters),
        dcc.Store(id=CHANGED),
        dcc.Store(id=BESIDE),
        dcc.Store(id=LATER),
        dcc.Store(id=SAID),
        dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
    ]
    words = html.P(_("Compared with the same weekdays before. Press a number to see its calls."))
    sheet = dcc.Link(
        [icon("calendar-check"), " ", _("Weekly sheet")], href="/monday", className="btn btn-light btn-sm"
    )
    side = html.Div([sheet, menu_of("panel", view, query)], className="sheet-acts")
    head = html.Div([html.Div([html.H1(_("Panel")), words]), side], className="page-head")
    strip = html.Div(on_the_line(viewer), id=STRIP)
    return html.Div(
        [
            *stores,
            head,
            panel_filters(filters, viewer.today, lines),
            hidden_filters(filters, CHOICES),
            html.Div(about_figures(PATH, query), id=UNCLEAR),
            html.Div([strip, *body()], className="stack"),
        ]
    )


def first_requests(filters: Mapping[str, str]) -> list[dict[str, Any]]:
    shown = (f"{FILTERS}.data", dict(filters))
    beside = f"{BESIDE}.data"
    first = callback_request(f"panel-{FIRST}.children", [shown, (f"{CHANGED}.data", None)])
    tick = {"tick": 0, "heard": None}
    return [
        first,
        *(callback_request(f"panel-{name}.children", [(beside, tick)], [shown], [beside]) for name in SEEN),
    ]


def body() -> list[Any]:
    options = [
        {"value": "calls", "label": _("Calls")},
        {"value": "missed_calls", "label": _("Missed")},
        {"value": "bookings", "label": _("Appointments")},
    ]
    chosen_view = switch(HEAT, options, "calls")
    return [
        place("figures", 280),
        card(_("Calls by how they ended"), place("volume", 300)),
        card(title_of_trade(), place("trade", 120), note=_("of the calls that were read")),
        pair(
            card(_("When they call"), place("heat", 260), note=chosen_view),
            card(_("Language"), place("languages", 260)),
        ),
        pair(
            card(_("What they want"), place("intents", 300)),
            card(_("Services"), place("services", 300)),
        ),
        pair(
            card(_("From request to appointment"), place("funnel", 420)),
            html.Div(
                [
                    card(_("Where callers are lost"), place("stages", 130), note=_("abandoned calls")),
                    card(_("Mood at the end"), place("sentiments", 180), note=_("from the words alone")),
                ],
                className="stack",
            ),
        ),
        pair(
            card(_("How long callers wait for an answer"), place("gaps", 240)),
            card(_("What it costs"), place("costs", 240), note=dcc.Link(_("line by line"), href="/costs")),
        ),
        card(_("Versions of the agent"), place("versions", 120), note=_("14 days before and since")),
        card(_("This month"), place("month", 120), note=_("all calls, expected by its end")),
    ]


def pair(left: Any, right: Any) -> html.Div:
    """Side by side where there is room, at equal height: the two should be of similar length."""
    return html.Div([left, right], className="halves")


def place(name: str, height_px: int) -> html.Div:
    return html.Div(skeleton(height_px), id=f"panel-{name}", className="holds-place")


@callback(Output(STRIP, "children"), Input(SAID, "data"), prevent_initial_call=True)
def show_who_is_on_the_line(_said: object) -> Any:
    return on_the_line(current_viewer())


@callback(Output(UNCLEAR, "children"), Input(FILTERS, "data"), prevent_initial_call=True)
def say_what_is_unclear(filters: dict[str, str] | None) -> Any:
    return about_figures(PATH, filters or {})


def show(name: str, part: Callable[[Scope], Any]) -> None:
    """One callback per section."""
    tick = BESIDE if name in SEEN else LATER
    reasons = [Input(FILTERS, "data"), Input(CHANGED, "data")]
    later = [State(FILTERS, "data"), Input(tick, "data")]
    share(f"panel-{name}.children", CHANGED, tick)

    @callback(
        Output(f"panel-{name}", "children"),
        *(reasons if name == FIRST else later),
        prevent_initial_call=name != FIRST,
    )
    def show_part(filters: dict[str, str] | None, _tick: object) -> Any:
        viewer = current_viewer()
        return part(scope_of(chosen_period(filters or {}, viewer), viewer))


for part_name, drawn in PARTS.items():
    show(part_name, drawn)
share(f"{STRIP}.children", SAID)
share("panel-heat.children", LATER)


@callback(
    Output("panel-heat", "children"),
    State(FILTERS, "data"),
    Input(HEAT, "value"),
    Input(LATER, "data"),
    prevent_initial_call=True,
)
def show_heat(filters: dict[str, str] | None, metric: str, _tick: object) -> Any:
    viewer = current_viewer()
    return sections.heat(scope_of(chosen_period(filters or {}, viewer), viewer), metric)


clientside_callback(
    ClientsideFunction("panel", "beside"),
    Output(BESIDE, "data"),
    Input(f"panel-{FIRST}", "children"),
    State(CHANGED, "data"),
    State(BESIDE, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("panel", "later"),
    Output(LATER, "data"),
    *(Input(f"panel-{name}", "children") for name in SEEN),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("panel", "filters"),
    Output(FILTERS, "data"),
    Output({"type": f"{PAGE}-filter", "name": "from"}, "value"),
    Output({"type": f"{PAGE}-filter", "name": "to"}, "value"),
    Input({"type": f"{PAGE}-filter", "name": ALL}, "value"),
    Input({"type": period_type(), "name": ALL}, "n_clicks"),
    State({"type": f"{PAGE}-filter", "name": ALL}, "id"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("panel", "listen"),
    Output(SAID, "data"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    Input(FALLBACK, "n_intervals"),
    prevent_initial_call=True,
)
