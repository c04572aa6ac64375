"""Open and past alerts, the rules being watched, and when they were last evaluated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)
from flask import current_app
from flask_babel import gettext as _

from dashboard_app import formats, ids, live_feed, texts
from dashboard_app.access.members import may_write, member
from dashboard_app.alerting import wording
from dashboard_app.components.alert_list import PRESSED, WatchedRule, alert_list, rule_list
from dashboard_app.components.cards import card
from dashboard_app.components.shell import alert_mark
from dashboard_app.components.states import note, nothing_here
from dashboard_app.components.step_button import press
from dashboard_app.components.switch import switch
from dashboard_app.filters import is_uuid
from dashboard_app.longer_lists import grow, more_items, whole_length
from dashboard_app.viewer import current_viewer, reading
from db.actions.alerts import acknowledge_alert, mute_rule, unmute_rule
from db.actions.organizations import settings_of
from db.alerting import OF_THE_SERVER, RULES, WATCH_SILENT, read_alert_rules
from db.own_rules import KeptRule, look_name
from db.queries.alerts import AlertView, Watched, alerts, mutes, open_alert_count, watched
from db.queries.frames import records
from db.queries.own_rules import own_rules

PATH = "/alerts"
VIEW, LIST, CHANGED, REFUSED, FALLBACK, LENGTH, MORE = (
    "alerts-view",
    "alerts-list",
    "alerts-changed",
    "alerts-refused",
    "alerts-fallback",
    "alerts-length",
    "alerts-more",
)
A_LENGTH = 30
FALLBACK_MS = 30_000


def title() -> str:
    return str(_("Alerts")) + " · AutoBox"


def layout(view: str = "open", **_query: Any) -> html.Div:
    chosen = view_of(view)
    options = [{"value": "open", "label": _("Open now")}, {"value": "closed", "label": _("Over")}]
    words = _(
        "The figures and the work behind the calls are watched all the time. What is out of the ordinary appears here, and goes when it has passed."
    )
    acts = html.Div(switch(VIEW, options, chosen), className="page-acts")
    head = html.Div([html.Div([html.H1(_("Alerts")), html.P(words)]), acts], className="page-head")
    return html.Div(
        [
            dcc.Store(id=CHANGED),
            dcc.Store(id=PRESSED),
            dcc.Store(id=LENGTH, data=A_LENGTH),
            dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
            head,
            html.Div(id=REFUSED, role="alert"),
            html.Div(shown(chosen), id=LIST, className="stack"),
        ]
    )


def view_of(wanted: Any) -> AlertView:
    """An address that names it twice gives a list."""
    return cast(AlertView, wanted) if wanted in ("open", "closed") else "open"


def shown(view: AlertView, length: int = A_LENGTH) -> list[Any]:
    owner, now = member().organization_id, current_viewer().now
    with reading() as session:
        found = records(alerts(session, organization_id=owner, view=view, limit=length + 1))
        heartbeat = watched(session, organization_id=owner)
        muted = mutes(session, organization_id=owner, now=now)
        off = read_alert_rules(settings_of(session, owner)).off
        own = own_rules(session, owner)
    listed: Any = alert_list(found[:length], now=now, may_write=may_write()) if found else nothing(view)
    rules = watched_rules(off, own, heartbeat.failed if heartbeat else ())
    parts = [
        late_watch(heartbeat, now),
        listed,
        more_items(MORE, length) if len(found) > length else None,
        card(
            _("What is watched"),
            [rule_list(rules, muted, may_write=may_write()), settings_link()],
            note=last_look(heartbeat, now),
        ),
    ]
    return [part for part in parts if part is not None]


def watched_rules(off: Sequence[str], own: Sequence[KeptRule], failed: Sequence[str]) -> list[WatchedRule]:
    """Those of the product, then the organization's own."""
    names = [name for name in RULES if member().is_host or name not in OF_THE_SERVER]
    found = [
        WatchedRule(name, texts.say(wording.RULES, name), name not in off, name in failed) for name in names
    ]
    for one in own:
        name = look_name(one.id)
        found.append(WatchedRule(name, one.rule.name, one.rule.is_on, name in failed))
    return found


def nothing(view: AlertView) -> html.Div:
    if view == "closed":
        heading, text = (
            _("No alert is over yet"),
            _("What was out of the ordinary, for how long, and what showed it is kept here."),
        )
    else:
        heading, text = (
            _("Nothing is out of the ordinary"),
            _("Below stands what is watched, and when it was last looked at."),
        )
    return html.Div(nothing_here(str(heading), str(text), symbol="check-circle"), className="card-box")


def late_watch(found: Watched | None, now: datetime) -> html.Div | None:
    """Warn when the watch has stopped, so that silence is not mistaken for a quiet day."""
    if found is None:
        return note(
            str(_("Nobody has looked yet: the first look comes within minutes of the server's start.")),
            kind="is-warn",
            symbol="hourglass",
        )
    if now - found.ran_at > WATCH_SILENT:
        said = _(
            "The watch has not run since %(moment)s: nothing new would be noticed. Do the clock and the workers run?",
            moment=formats.full_moment(found.ran_at),
        )
        return note(str(said), kind="is-bad", symbol="exclamation-triangle")
    if found.failed:
        return note(
            str(_("Not everything could be looked at the last time; it is tried again within minutes.")),
            kind="is-warn",
            symbol="exclamation-triangle",
        )
    return None


def last_look(found: Watched | None, now: datetime) -> str | None:
    return str(_("looked at %(time)s ago", time=formats.span(now - found.ran_at))) if found else None


def settings_link() -> html.P | None:
    if member().role != "admin":
        return None
    link = dcc.Link(
        _("Switch rules on and off, make your own, and say who gets e-mails"), href="/settings#reports"
    )
    return html.P(link, className="alert-settings")


def open_count() -> int:
    with reading() as session:
        return open_alert_count(session, organization_id=member().organization_id)


@callback(
    Output(LIST, "children"),
    Input(VIEW, "value"),
    Input(CHANGED, "data"),
    Input(LENGTH, "data"),
    prevent_initial_call=True,
)
def show_again(view: str, _changed: object, length: int) -> Any:
    return shown(view_of(view), whole_length(length, A_LENGTH))


grow(LENGTH, MORE)


@callback(
    Output(REFUSED, "children"),
    Output(LIST, "children", allow_duplicate=True),
    Input(PRESSED, "data"),
    State(VIEW, "value"),
    State(LENGTH, "data"),
    prevent_initial_call=True,
)
def step(sent: object, view: str, length: int) -> tuple[Any, Any]:
    if not (pressed := press(sent)):
        return no_update, no_update
    return taken(pressed["step"], pressed["index"]), shown(view_of(view), whole_length(length, A_LENGTH))


def taken(name: str, index: str) -> Any:
    """Apply the step and return the message to show; empty on success."""
    if not may_write():
        return note(str(_("Your role may look, not change.")), kind="is-bad", symbol="exclamation-triangle")
    user, now = member(), current_viewer().now
    with current_app.extensions["database"].transaction() as session:
        if name == "seen":
            is_done = is_uuid(index) and acknowledge_alert(
                session, organization_id=user.organization_id, alert_id=UUID(index), by=user.id, at=now
            )
            said = _("Somebody was quicker: this has changed meanwhile.")
            return "" if is_done else note(str(said), kind="is-warn")
        is_rule = index in RULES or index in {
            look_name(one.id) for one in own_rules(session, user.organization_id)
        }
        if is_rule and name == "unmute":
            unmute_rule(session, organization_id=user.organization_id, rule=index)
        elif is_rule and name.startswith("mute-"):
            days = {"mute-1": 1, "mute-7": 7}.get(name, 1)
            until = now + timedelta(days=days)
            mute_rule(session, organization_id=user.organization_id, rule=index, until=until, by=user.id)
    return ""


@callback(
    Output({"type": ids.ALERT_COUNT, "where": ALL}, "children"),
    Input(ids.ALERTS_TOLD, "data"),
    State({"type": ids.ALERT_COUNT, "where": ALL}, "id"),
    prevent_initial_call=True,
)
def count_again(_told: object, places: list[dict[str, str]]) -> list[Any]:
    return [alert_mark(open_count())] * len(places)


clientside_callback(
    ClientsideFunction("alerts", "listen"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    Input(FALLBACK, "n_intervals"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("alerts", "count"),
    Output(ids.ALERTS_TOLD, "data"),
    live_feed.heard(live_feed.METRICS),
    prevent_initial_call=True,
)
