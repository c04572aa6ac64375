"""Today so far: calls in progress, the day against earlier ones, and open follow-ups."""

from datetime import timedelta
from typing import Any, Literal

import pandas as pd
from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, live_feed
from dashboard_app.components.cards import card
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.components.switch import switch
from dashboard_app.components.tiles import row_of_tiles
from dashboard_app.components.volume import volume_chart
from dashboard_app.components.waiting_rows import ALL, waiting_rows
from dashboard_app.day_tiles import day_rows, day_tiles
from dashboard_app.pages.day_so_far import day_so_far
from dashboard_app.pages.on_the_line import on_the_line
from dashboard_app.panel.addresses import calls_address
from dashboard_app.shared_answers import share
from dashboard_app.viewer import Viewer, current_viewer, days_before, reading
from db.queries.follow_ups import follow_ups, open_follow_up_count
from db.queries.frames import records
from db.queries.today import Span, call_volume, day_counts, test_calls_between

STRIP, FIGURES, VOLUME, WAITING, TESTS = (
    "today-live",
    "today-figures",
    "today-volume",
    "today-waiting",
    "today-tests",
)
SAID, CHANGED, FALLBACK, PERIOD = "today-said", "today-changed", "today-fallback", "today-period"
Period = Literal["hour", "day"]
WEEKS_SHOWN, WAITING_SHOWN = 4, 6
FALLBACK_MS = 5000


def title() -> str:
    return str(_("Today")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    viewer = current_viewer()
    head = html.Div(
        [
            html.H1(_("Today")),
            html.P([formats.weekday(viewer.today).capitalize(), ", ", formats.short_date(viewer.today)]),
        ]
    )
    figures, tests = day_figures(viewer)
    return html.Div(
        [
            dcc.Store(id=SAID),
            dcc.Store(id=CHANGED),
            dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
            html.Div([head, html.Div(tests, id=TESTS, className="faint")], className="page-head"),
            html.Div(
                [
                    html.Section(
                        [
                            html.H2(_("On the line now"), className="only-read-out"),
                            html.Div(on_the_line(viewer), id=STRIP),
                        ]
                    ),
                    html.Div(figures, id=FIGURES),
                    html.Div([volume_card(viewer), waiting_card(viewer)], className="two-columns"),
                ],
                className="stack",
            ),
        ]
    )


def volume_card(viewer: Viewer) -> html.Section:
    options = [
        {"value": "hour", "label": _("Today by the hour")},
        {"value": "day", "label": _("Four weeks by the day")},
    ]
    period = opening_period(viewer)
    chosen_view = switch(PERIOD, options, period)
    return card(
        _("Calls"), html.Div(volume(viewer, period), id=VOLUME, className="holds-place"), note=chosen_view
    )


def opening_period(viewer: Viewer) -> Period:
    """Before the day's first call, previous weeks say more than an empty chart."""
    today = Span(viewer.start_of(viewer.today), viewer.now)
    with reading() as session:
        counts = day_counts(session, organization_id=viewer.organization_id, spans=[today])
    return "hour" if records(counts)[0]["calls"] else "day"


def waiting_card(viewer: Viewer) -> html.Section:
    return card(
        _("Waiting for us"),
        html.Div(waiting(viewer), id=WAITING),
        note=dcc.Link(_("Follow-ups"), href=ALL),
        is_flush=True,
    )


def day_figures(viewer: Viewer) -> tuple[Any, Any]:
    """Today so far, against the same weekdays up to the same time of day."""
    counts = day_so_far(viewer)
    today = Span(viewer.start_of(viewer.today), viewer.now)
    with reading() as session:
        tests = test_calls_between(session, organization_id=viewer.organization_id, span=today)
    table = series_table("day", [_("Until now"), _("Usual"), _("Of calls")], day_rows(counts))
    shown = row_of_tiles(day_tiles(counts, viewer.today), table)
    return shown, tests_note(tests, viewer)


def tests_note(count: int, viewer: Viewer) -> Any:
    if count == 0:
        return ""
    day = viewer.today.isoformat()
    words = (
        _("%(count)s test calls are not counted", count=count)
        if count > 1
        else _("1 test call is not counted")
    )
    return [words, " · ", dcc.Link(_("see"), href=f"/calls?tests=only&from={day}&to={day}")]


def volume(viewer: Viewer, period: Period) -> Any:
    """Buckets are naive times in the organization's time zone."""
    midnight = pd.Timestamp(viewer.today)
    if period == "hour":
        buckets, first = list(pd.date_range(midnight, periods=24, freq="h")), viewer.today
        labels = [f"{bucket.hour}:00" for bucket in buckets]
    else:
        first = days_before(viewer.today, 7 * WEEKS_SHOWN - 1)
        buckets = list(pd.date_range(pd.Timestamp(first), midnight, freq="D"))
        labels = [formats.short_date(bucket.date()) for bucket in buckets]
    span = Span(viewer.start_of(first), viewer.start_of(viewer.today + timedelta(days=1)))
    with reading() as session:
        frame = call_volume(session, organization_id=viewer.organization_id, span=span, bucket=period)

    def addresses(ending: str) -> list[str]:
        return [listed(bucket, period, ending) for bucket in buckets]

    return volume_chart(list(frame.itertuples(index=False, name=None)), buckets, labels, addresses)


def listed(bucket: pd.Timestamp, period: Period, ending: str) -> str:
    """The calls behind a part of a column."""
    day = bucket.date().isoformat()
    hour = {"hour": bucket.hour} if period == "hour" else {}
    return calls_address({"from": day, "to": day}, **hour, ending=ending, metric="calls", part="numerator")


def waiting(viewer: Viewer) -> Any:
    """The first of the follow-ups: whoever is done with one there does not wait here."""
    with reading() as session:
        items = records(follow_ups(session, organization_id=viewer.organization_id, limit=WAITING_SHOWN))
        total = open_follow_up_count(session, organization_id=viewer.organization_id)
    if not items:
        return nothing_here(
            _("Nobody is waiting for us"),
            _("When a caller is left without help, it appears here by itself."),
            symbol="check-circle",
            small=True,
        )
    return waiting_rows(items, total, now=viewer.now)


share(f"{STRIP}.children", SAID)
share(f"..{FIGURES}.children...{TESTS}.children...{WAITING}.children..", CHANGED)
share(f"{VOLUME}.children", CHANGED)


@callback(Output(STRIP, "children"), Input(SAID, "data"), prevent_initial_call=True)
def show_who_is_on_the_line(_said: object) -> Any:
    return on_the_line(current_viewer())


@callback(
    Output(FIGURES, "children"),
    Output(TESTS, "children"),
    Output(WAITING, "children"),
    Input(CHANGED, "data"),
    prevent_initial_call=True,
)
def show_the_day(_changed: object) -> tuple[Any, Any, Any]:
    viewer = current_viewer()
    return (*day_figures(viewer), waiting(viewer))


@callback(
    Output(VOLUME, "children"), Input(PERIOD, "value"), Input(CHANGED, "data"), prevent_initial_call=True
)
def show_volume(period: str, _changed: object) -> Any:
    return volume(current_viewer(), "day" if period == "day" else "hour")


# Any event may change who is on the line, but only some change the day's figures. Both refresh at most once a second.
clientside_callback(
    ClientsideFunction("today", "listen"),
    Output(SAID, "data"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    Input(FALLBACK, "n_intervals"),
    prevent_initial_call=True,
)
