"""Abandoned calls: how many, at which stage and hour, after what wait, in which language, and the calls themselves."""

from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.cards import card
from dashboard_app.components.heard_rows import heard_rows
from dashboard_app.components.hidden_filters import hidden_filters
from dashboard_app.components.period_form import period_form
from dashboard_app.components.rate_table import Rate, rate_table
from dashboard_app.components.states import nothing_here
from dashboard_app.pages.address import about_figures
from dashboard_app.pages.panel_sections import figures, shares
from dashboard_app.pages.period import chosen_period
from dashboard_app.scales import stay_label, wait_label
from dashboard_app.scope import Scope, scope_of
from dashboard_app.viewer import current_viewer, reading
from db.queries.abandonment import by_length, by_wait, newest_abandoned
from db.queries.frames import records
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.keys import WAITS_MS
from db.queries.metrics.measure import measure_by
from db.queries.selection import UNKNOWN

PATH = "/abandonment"
METRIC = "abandonment_rate"
TILES = (METRIC, "early_hangup_rate", "missed_calls", "heard_gap_p50")
LISTED = 25


def title() -> str:
    return str(_("Abandonment")) + " · AutoBox"


def layout(**query: Any) -> html.Div:
    viewer = current_viewer()
    scope = scope_of(chosen_period(query, viewer), viewer)
    choices = [
        ("language", _("Language"), texts.choices(texts.LANGUAGES)),
        ("intent", _("Intent"), texts.choices(texts.INTENTS)),
        ("stage", _("Stage"), texts.choices(texts.STAGES)),
    ]
    words = _("Callers who were answered, wanted something, and left before they were helped.")
    head = html.Div(html.Div([html.H1(_("Abandonment")), html.P(words)]), className="page-head")
    return html.Div(
        [
            head,
            period_form(PATH, scope.filters, viewer.today, choices),
            hidden_filters(scope.filters, [name for name, *_rest in choices]),
            about_figures(PATH, query),
            html.Div(body(scope), className="stack"),
        ]
    )


def body(scope: Scope) -> list[Any]:
    return [
        figures(scope, TILES),
        html.Div(
            [
                card(
                    _("Where in the call"),
                    shares(scope, "stage", texts.STAGES, of=METRIC, looks={}),
                    note=_("abandoned calls"),
                ),
                card(_("How long they stayed"), staying(scope), note=_("of the calls that lasted so long")),
            ],
            className="halves",
        ),
        html.Div(
            [
                card(_("After what wait for an answer"), waits(scope), note=_("the call's median wait")),
                card(_("What they wanted"), by_trait(scope, "intent", _("Intent"), texts.INTENTS)),
            ],
            className="halves",
        ),
        html.Div(
            [
                card(_("At what hour"), by_hour(scope)),
                card(_("In which language"), by_trait(scope, "language", _("Language"), texts.LANGUAGES)),
            ],
            className="halves",
        ),
        card(_("The calls"), calls(scope), note=all_calls(scope), is_flush=True),
    ]


def behind(scope: Scope, **more: object) -> str:
    return scope.address(metric=METRIC, part="numerator", **more)


def by_trait(scope: Scope, trait: str, head: str, names: Any) -> Any:
    """Most abandoned first."""
    with reading() as session:
        figures_by_value = measure_by(
            session, [BY_NAME[METRIC]], scope.selection, by=(trait,), now=scope.viewer.now
        )
    rates = [
        Rate(
            texts.say(names, value) if value else _("Not known"),
            int(figure[METRIC].numerator or 0),
            figure[METRIC].n,
            behind(scope, **{trait: value or UNKNOWN}),
        )
        for (value,), figure in figures_by_value.items()
    ]
    rates.sort(key=lambda rate: (-rate.part, -rate.whole))
    return rate_table(f"abandonment-{trait}", head, rates[:12], part=_("given up"))


def by_hour(scope: Scope) -> Any:
    with reading() as session:
        found = measure_by(session, [BY_NAME[METRIC]], scope.selection, by=("hour",), now=scope.viewer.now)
    rates = [
        Rate(
            f"{hour}:00",
            int(figure[METRIC].numerator or 0),
            figure[METRIC].n,
            behind(scope, hour=hour),
        )
        for (hour,), figure in sorted(found.items())
    ]
    return rate_table("abandonment-hour", _("Hour"), rates, part=_("given up"))


def waits(scope: Scope) -> Any:
    with reading() as session:
        found = {step.place: step for step in by_wait(session, scope.selection)}
    places: list[int | None] = [*range(len(WAITS_MS) + 1), None]
    rates = [
        Rate(
            _("not measured") if place is None else wait_label(place),
            found[place].given_up,
            found[place].calls,
            behind(scope, wait=UNKNOWN if place is None else place),
        )
        for place in places
        if place in found
    ]
    return rate_table("abandonment-wait", _("Wait"), rates, part=_("given up"))


def staying(scope: Scope) -> Any:
    """For each step, the calls still on the line at its start and those abandoned before its end."""
    with reading() as session:
        found = by_length(session, scope.selection)
    steps = sorted((step.place, step) for step in found if step.place is not None)
    rates = []
    for place, step in steps:
        still_there = sum(later.calls for other, later in steps if other >= place)
        rates.append(Rate(stay_label(place), step.given_up, still_there, behind(scope, stay=place)))
    return rate_table("abandonment-length", _("Since the answer"), rates, part=_("given up"))


def calls(scope: Scope) -> Any:
    with reading() as session:
        found = records(newest_abandoned(session, scope.selection, limit=LISTED))
    if not found:
        return nothing_here(
            _("Nobody gave up"),
            _("No caller of this selection left before being helped."),
            symbol="check-circle",
            small=True,
        )
    return heard_rows(found, now=scope.viewer.now)


def all_calls(scope: Scope) -> Any:
    return dcc.Link(_("See all of them"), href=behind(scope))
