"""The panel's booking funnel: how many calls reached each step, and why the others got no further."""

from collections import Counter
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.bar_list import Bar, bar_list
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.i18n import N_
from dashboard_app.reader_sector import sector_of_reader
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.funnel import Stop, booking_funnel

REASONS = {
    "silent": N_("said nothing more"),
    "gave_up": N_("gave up"),
    "line_lost": N_("the line broke"),
    "hung_up": N_("hung up"),
}
BOOKED = "appointment_booked"


def funnel(scope: Scope) -> Any:
    with reading() as session:
        stops = booking_funnel(session, scope.selection)
    total = sum(stop.calls for stop in stops)
    if not total:
        return nothing_here(
            _("Nobody asked for an appointment"), _("The steps show here once somebody does."), small=True
        )
    sector = sector_of_reader()
    steps = [step.step for step in sector.funnel] if sector else []
    wanted = scope.address(metric="booking_rate", part="denominator")
    bars = [Bar(_("Wanted an appointment"), total, wanted)]
    for place, step in enumerate(steps, start=1):
        came = sum(stop.calls for stop in stops if stop.reached >= place)
        is_last = place == len(steps)
        href = scope.address(metric="booking_rate", part="numerator") if is_last else wanted
        bars.append(Bar(texts.say(texts.FUNNEL, step), came, href))
    return html.Div([bar_list(bars, "funnel", most=12, whole=total), drops(stops, steps)])


def drops(stops: list[Stop], steps: list[str]) -> html.Div | None:
    """The endings of calls without an appointment, by the step after which they were lost."""
    lost: Counter[tuple[int, str]] = Counter()
    for stop in stops:
        if stop.outcome != BOOKED:
            lost[(stop.reached, why(stop))] += stop.calls
    if not lost:
        return None
    shown = [
        html.Li(
            [
                html.B(formats.number(count)),
                f" {reason} · ",
                html.Span(after(place, steps), className="faint"),
            ]
        )
        for (place, reason), count in lost.most_common(6)
    ]
    rows_of_losses = [
        (reason, [after(place, steps), formats.number(count)])
        for (place, reason), count in lost.most_common()
    ]
    return html.Div(
        [
            html.H3(_("Why no appointment came of it"), className="section-name"),
            html.Ul(shown, className="drops"),
            series_table("lost", [_("After"), _("Calls")], rows_of_losses),
        ]
    )


def why(stop: Stop) -> str:
    if stop.outcome == "abandoned" and stop.reason:
        return texts.say(REASONS, stop.reason)
    return texts.inside(texts.say(texts.OUTCOMES, stop.outcome))


def after(place: int, steps: list[str]) -> str:
    if not place or place > len(steps):
        return str(_("before the first step"))
    return str(_("after “%(step)s”", step=texts.say(texts.FUNNEL, steps[place - 1])))
