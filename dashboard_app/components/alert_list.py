"""Alerts as cards: what is wrong and since when, the evidence, the calls behind it, and the possible actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.alerting import wording
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.icons import icon
from dashboard_app.components.menu import menu
from dashboard_app.components.step_button import step_button
from db.own_rules import muted_as

Alert = Mapping[str, Any]
PRESSED = "alerts-pressed"  # the store; `index` is the alert or its rule
LOOKS = {"critical": ("is-bad", "exclamation-octagon"), "warning": ("is-warn", "exclamation-triangle")}


def alert_list(items: Sequence[Alert], *, now: datetime, may_write: bool) -> html.Ul:
    return html.Ul(
        [html.Li(alert_card(alert, now=now, may_write=may_write), key=str(alert["id"])) for alert in items],
        className="follow-ups",
    )


def alert_card(alert: Alert, *, now: datetime, may_write: bool) -> html.Article:
    is_open = alert["resolved_at"] is None
    look = "is-closed" if not is_open else f"of-{alert['severity']}"
    parts = [
        html.Div([heading(alert), when(alert, now)], className="follow-up-top"),
        html.Div([html.P(one) for one in wording.facts(alert)], className="alert-facts"),
        advice(alert) if is_open else ending(alert),
        html.Div(acts(alert, may_write=may_write and is_open), className="follow-up-steps"),
    ]
    return html.Article(
        [part for part in parts if part is not None],
        className=f"card-box follow-up alert-card {look}",
        **attributes(aria_label=wording.title(alert)),
    )


def heading(alert: Alert) -> html.Div:
    marks = [badge(texts.say(wording.SEVERITIES, alert["severity"]), *LOOKS[alert["severity"]])]
    if alert["acknowledged_at"] is not None:
        who = formats.colleague(alert["acknowledger"]) if alert["acknowledger"] else _("somebody")
        seen = _("Seen by %(who)s", who=who)
        marks.append(badge(str(seen), "is-info", "person"))
    name = html.H2(wording.title(alert), className="follow-up-who")
    return html.Div([name, html.Div(marks, className="badges")])


def when(alert: Alert, now: datetime) -> html.Div:
    since = f"{formats.day(alert['opened_at'], now)} {formats.clock(alert['opened_at'])}"
    if alert["resolved_at"] is None:
        lasts = formats.span(now - alert["opened_at"])
        parts = [html.B(_("for %(time)s", time=lasts)), html.Span(_("since %(moment)s", moment=since))]
    else:
        lasted = formats.span(alert["resolved_at"] - alert["opened_at"])
        parts = [html.B(_("lasted %(time)s", time=lasted)), html.Span(since)]
    return html.Div(parts, className="follow-up-due")


def advice(alert: Alert) -> html.P | None:
    text = wording.advice(alert)
    return html.P([icon("lightbulb"), html.Span(text)], className="follow-up-note") if text else None


def ending(alert: Alert) -> html.P:
    said, since = wording.resolution(alert), wording.figure_since(alert)
    return html.P(
        [icon("check-circle"), html.Span(f"{said} ({since})" if since else said)],
        className="follow-up-note",
    )


def acts(alert: Alert, *, may_write: bool) -> list[Component]:
    found: list[Component] = []
    link = wording.calls_link(alert)
    if link:
        found.append(
            dcc.Link([icon("card-list"), _("See the calls")], href=link, className="btn btn-light btn-sm")
        )
    found += [
        dcc.Link([icon("arrow-right"), words], href=address, className="btn btn-light btn-sm")
        for words, address in wording.ways_on(alert)
    ]
    if not may_write:
        return found
    if alert["acknowledged_at"] is None:
        found.append(
            step_button(
                PRESSED,
                "seen",
                str(alert["id"]),
                _("I have seen it"),
                about=wording.title(alert),
                symbol="check-lg",
            )
        )
    mutes = [
        step_button(
            PRESSED, step, muted_as(alert["rule"], alert["subject"]), name, about=wording.title(alert)
        )
        for step, name in (("mute-1", _("For a day")), ("mute-7", _("For a week")))
    ]
    found.append(menu("moon-stars", str(_("Mute")), mutes))
    return found


@dataclass(frozen=True, slots=True)
class WatchedRule:
    """`name`: as it is muted. `is_missed`: it could not be looked at the last time."""

    name: str
    title: str
    is_on: bool = True
    is_missed: bool = False


def rule_list(rules: Sequence[WatchedRule], muted: Mapping[str, datetime], *, may_write: bool) -> html.Ul:
    """All rules, including muted and disabled ones."""
    return html.Ul(
        [html.Li(rule_row(rule, muted, may_write=may_write)) for rule in rules], className="alert-rules"
    )


def rule_row(rule: WatchedRule, muted: Mapping[str, datetime], *, may_write: bool) -> html.Div:
    if not rule.is_on:
        mark = html.Span(_("not watched"), className="faint")
    elif rule.name in muted:
        until = _("muted until %(moment)s", moment=formats.brief_moment(muted[rule.name]))
        again = (
            step_button(PRESSED, "unmute", rule.name, _("Watch again"), about=rule.title)
            if may_write
            else None
        )
        mark = html.Span([until, again], className="faint")
    elif rule.is_missed:
        mark = html.Span(_("could not be looked at"), className="alert-missed")
    else:
        # Without a tick: next to a problem's name it would read as a confirmation.
        mark = html.Span(_("watched"), className="alert-on")
    return html.Div([html.Span(rule.title), mark])
