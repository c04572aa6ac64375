"""The delivery log of an endpoint: payload, result, and resend."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.states import nothing_here
from dashboard_app.components.webhooks import NAMES, moment, step
from dashboard_app.i18n import N_
from db.models import WebhookDelivery, WebhookEndpoint

SHOW, SHOWN, AGAIN, SINCE = "webhook-show", "webhook-shown", "webhook-again", "webhook-since"  # id types
STATES = {
    "pending": N_("being sent"),
    "delivered": N_("arrived"),
    "failed": N_("is tried again"),
    "given_up": N_("given up"),
}
LOOKS = {"delivered": "is-good", "failed": "is-warn", "given_up": "is-bad"}
ERRORS = {
    "timeout": N_("no answer within ten seconds"),
    "unreachable": N_("nobody answers there"),
    "unresolvable": N_("there is no such server"),
    "address_refused": N_("the address leads into a private network: we send nothing there"),
    "url_refused": N_("the address cannot be used"),
    "tls": N_("its certificate is not valid"),
    "redirect": N_("it sends us to another address, which we do not follow"),
    "status": N_("its answer says that it did not take it"),
    "broken": N_("it does not speak HTTP"),
    "secret": N_("its secret cannot be read"),
    "switched_off": N_("it was switched off before"),
}
SPANS_HOURS = {
    "1": N_("of the last hour"),
    "24": N_("of the last day"),
    "168": N_("of the last week"),
    "720": N_("of the last 30 days"),
}


def log(
    row: WebhookEndpoint, deliveries: Sequence[WebhookDelivery], now: datetime, *, has_more: bool
) -> html.Div:
    name = row.description or row.url
    head = [
        html.H3(_("Deliveries to %(name)s", name=name), className="section-name"),
        step(str(row.id), "close", str(_("Close"))),
    ]
    if not deliveries:
        body: Any = nothing_here(
            _("Nothing was sent yet"),
            _("Send a test, or wait for the next call."),
            symbol="inbox",
            small=True,
        )
    else:
        body = html.Ul([html.Li(delivery(one, now)) for one in deliveries], className="webhook-log")
    more = html.P(_("Older ones: GET /api/webhooks/…/deliveries"), className="faint") if has_more else None
    is_lost = any(one.state in {"failed", "given_up"} for one in deliveries)
    again = lost_again(str(row.id)) if is_lost else None
    return html.Div([html.Div(head, className="webhook-head"), again, body, more], className="webhook-panel")


def lost_again(webhook: str) -> html.Div:
    label = html.Label(_("All that did not arrive"), htmlFor=SINCE, className="only-read-out")
    options = [
        {"value": hours, "label": f"{_('All that did not arrive')} {_(words)}"}
        for hours, words in SPANS_HOURS.items()
    ]
    box = dbc.Select(id=SINCE, options=options, value="24", size="sm")
    return html.Div(
        [html.Div([label, box]), step(webhook, "again", str(_("Send again")))],
        className="form-line webhook-again",
    )


def delivery(row: WebhookDelivery, now: datetime) -> html.Div:
    kind = texts.say(NAMES, row.event_type)
    is_open = row.next_attempt_at is not None
    again = html.Button(
        _("Send again"),
        id={"type": AGAIN, "delivery": str(row.id)},
        n_clicks=0,
        className="btn btn-light btn-sm",
        hidden=row.state == "pending",
        **attributes(aria_label=f"{_('Send again')}: {kind} {moment(row.created_at, now)}"),
    )
    show = html.Button(
        _("Look inside"),
        id={"type": SHOW, "delivery": str(row.id)},
        n_clicks=0,
        className="btn btn-light btn-sm",
        **attributes(aria_label=f"{_('Look inside')}: {kind} {moment(row.created_at, now)}"),
    )
    head = [html.B(kind), badge(texts.say(STATES, row.state), LOOKS.get(row.state, "is-info"))]
    return html.Div(
        [
            html.Div(head, className="badges"),
            html.P(" · ".join(facts(row, now, is_open=is_open)), className="faint"),
            html.Div([show, again], className="webhook-steps"),
            html.Div(id={"type": SHOWN, "delivery": str(row.id)}),
        ]
    )


def facts(row: WebhookDelivery, now: datetime, *, is_open: bool) -> list[str]:
    found = [moment(row.created_at, now)]
    if row.response_status is not None:
        found.append(str(_("answer %(status)s", status=row.response_status)))
    if row.error is not None:
        found.append(texts.say(ERRORS, row.error))
    if row.duration_ms is not None:
        found.append(f"{formats.number(row.duration_ms)} ms")
    if row.attempts > 1:
        found.append(str(_("attempts: %(n)s", n=row.attempts)))
    if is_open and row.state == "failed" and row.next_attempt_at is not None:
        found.append(str(_("again at %(when)s", when=moment(row.next_attempt_at, now))))
    return found


def inside(row: WebhookDelivery) -> html.Div:
    """The payload, pretty-printed, and the response."""
    parts = [
        html.P(["webhook-id: ", html.Code(str(row.id))], className="faint"),
        html.P(_("Sent"), className="setting-label"),
        html.Pre(html.Code(pretty(row.body)), tabIndex="0", className="webhook-body"),
    ]
    if row.response_body:
        parts.append(html.P(_("Its answer"), className="setting-label"))
        parts.append(html.Pre(html.Code(row.response_body), tabIndex="0", className="webhook-body"))
    return html.Div(parts)


def pretty(body: str) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
