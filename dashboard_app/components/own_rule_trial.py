"""On which days of the last four weeks a rule would have alerted: a small calendar, and each alert in words."""

from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.alerting import own_wording
from dashboard_app.components.attributes import attributes
from db.own_rules import OwnRule
from workers.watch.own import said
from workers.watch.trial import DAYS, Firing, Trial

MOST = 8  # alerts in words
LOOKS = {"opened": "is-opened", "open": "is-open", "quiet": "", "few": "is-few"}


def trial_result(rule: OwnRule, found: Trial) -> html.Div:
    few = sum(state == "few" for state in found.days.values())
    parts: list[Any] = [
        html.P(html.B(summary(len(found.firings)))),
        html.Div([calendar(found), legend()], **attributes(aria_hidden="true")),
        html.Ul([html.Li(firing(rule, one)) for one in reversed(found.firings[-MOST:])]),
        html.P(untold(few), className="faint") if few else None,
        html.P(
            _("Counted from your calls, looked at by the hour; the watch itself looks every two minutes."),
            className="faint",
        ),
    ]
    return html.Div(parts, className="own-rule-trial")


def summary(count: int) -> str:
    if not count:
        return str(_("In the last four weeks it would not have alerted."))
    if count == 1:
        return str(_("In the last four weeks it would have alerted once."))
    return str(
        _("In the last four weeks it would have alerted %(count)s times.", count=formats.number(count))
    )


def untold(few: int) -> str:
    if few == DAYS:
        return str(_("There were too few calls to tell on any day: choose a longer time, or fewer calls."))
    if few == 1:
        return str(_("On one day there were too few calls to tell."))
    return str(_("On %(count)s days there were too few calls to tell.", count=formats.number(few)))


def calendar(found: Trial) -> html.Ol:
    """Weeks from Monday to Sunday, as long as the days are whole weeks."""
    return html.Ol([html.Li(str(day.day), className=LOOKS[state]) for day, state in found.days.items()])


def legend() -> html.P:
    names = (("is-opened", _("alert")), ("is-open", _("not over yet")), ("is-few", _("too few calls")))
    return html.P(
        [html.Span([html.I(className=look), words]) for look, words in names], className="own-rule-legend"
    )


def firing(rule: OwnRule, one: Firing) -> str:
    lasted = formats.span(one.over_at - one.opened_at) if one.over_at else str(_("not over yet"))
    figure = own_wording.figure(rule.figure, said(one.figure))
    return f"{formats.brief_moment(one.opened_at)} ({lasted}): {figure}"
