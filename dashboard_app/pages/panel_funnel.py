"""The panel's booking funnel: how many calls reached each step, and why the others got no further."""

from collections import Counter
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.bar_list import Bar, bar_list
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.scales import after_step, funnel_steps
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.funnel import Stop, booking_funnel
from db.queries.selection import UNKNOWN

BOOKED = "appointment_booked"


def funnel(scope: Scope) -> Any:
    with reading() as session:
        stops = booking_funnel(session, scope.selection)
    total = sum(stop.calls for stop in stops)
    if not total:
        return nothing_here(
            _("Nobody asked for an appointment"), _("The steps show here once somebody does."), small=True
        )
    steps = funnel_steps()
    bars = [Bar(_("Wanted an appointment"), total, wanted(scope))]
    for place, step in enumerate(steps, start=1):
        came = [stop for stop in stops if stop.reached >= place]
        furthest = {*range(place, len(steps) + 1), *(stop.reached for stop in came)}
        href = wanted(scope, step=",".join(map(str, sorted(furthest))))
        bars.append(Bar(texts.say(texts.FUNNEL, step), sum(stop.calls for stop in came), href))
    return html.Div([bar_list(bars, "funnel", most=len(bars), whole=total), drops(scope, stops, steps)])


def wanted(scope: Scope, **more: object) -> str:
    """The calls of the funnel, or some of them."""
    return scope.address(metric="booking_rate", part="denominator", **more)


def drops(scope: Scope, stops: list[Stop], steps: list[str]) -> html.Div | None:
    """The endings of calls without an appointment, by the step after which they were lost."""
    lost: Counter[tuple[int, str, str]] = Counter()
    for stop in stops:
        if stop.outcome != BOOKED:
            lost[(stop.reached, stop.outcome or "", broke_off(stop))] += stop.calls
    if not lost:
        return None
    shown = [
        html.Li(
            dcc.Link(
                [
                    html.B(formats.number(count)),
                    f" {why(outcome, reason)} · ",
                    html.Span(after_step(place, steps), className="faint"),
                ],
                href=lost_calls(scope, place, outcome, reason),
            )
        )
        for (place, outcome, reason), count in lost.most_common(6)
    ]
    rows_of_losses = [
        (why(outcome, reason), [after_step(place, steps), formats.number(count)])
        for (place, outcome, reason), count in lost.most_common()
    ]
    return html.Div(
        [
            html.H3(_("Why no appointment came of it"), className="section-name"),
            html.Ul(shown, className="drops"),
            series_table("lost", [_("After"), _("Calls")], rows_of_losses),
        ]
    )


def broke_off(stop: Stop) -> str:
    """How an abandoned call broke off, where it is known."""
    return (stop.reason or "") if stop.outcome == "abandoned" else ""


def lost_calls(scope: Scope, place: int, outcome: str, reason: str) -> str:
    furthest = str(place) if place else f"0,{UNKNOWN}"
    how = {"reason": reason or UNKNOWN} if outcome == "abandoned" else {}
    return wanted(scope, step=furthest, outcome=outcome or UNKNOWN, **how)


def why(outcome: str, reason: str) -> str:
    return (
        texts.say(texts.ABANDON_REASONS, reason)
        if reason
        else texts.inside(texts.say(texts.OUTCOMES, outcome))
    )
