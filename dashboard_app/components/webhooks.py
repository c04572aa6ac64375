"""Webhook endpoints for administrators: URL, subscribed events, health and actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.setting_form import element_id
from dashboard_app.components.states import note, nothing_here
from dashboard_app.i18n import N_
from db.actions.webhooks import MAX_DESCRIPTION_CHARACTERS, EndpointSettings
from db.models import WebhookEndpoint
from db.webhooks.kinds import OUTWARD

STEP, FIELD = "webhook-step", "webhook-field"  # id types
NEW = "new"
NAMES = {
    **{name: texts.EVENTS[name] for name in OUTWARD if name in texts.EVENTS},
    "call.erased": N_("A caller's data are erased"),
    "alert.opened": N_("An alert opens"),
    "alert.resolved": N_("An alert is over"),
    "webhook.test": N_("Test"),
}
OFF = {
    "person": N_("Somebody switched it off: nothing is sent."),
    "gone": N_(
        "Its server answered that the address is gone for good (410), so nothing is sent any more. Give it a new address, or delete it."
    ),
    "failing": N_(
        "For five days nothing arrived, so nothing is sent any more. Mend the receiver, send a test, and switch it on again."
    ),
    "secret": N_(
        "Its secret cannot be read: SECRET_KEY was changed. Make a new secret, give it to the receiver, and switch it on again."
    ),
}
CHAT_OFF = {
    "gone": N_(
        "The chat answered that this address is gone for good (410): nothing is told there any more. Enter a new one."
    ),
    "failing": N_(
        "For five days nothing arrived: nothing is told there any more. Enter its address again, or a new one."
    ),
    "secret": N_("Its address cannot be read: SECRET_KEY was changed. Enter it again."),
}
MEANWHILE = N_(
    "What happens meanwhile is not sent later. What was on its way stands in its deliveries, and can be sent again once it is on."
)
EXAMPLE = '''import base64, hashlib, hmac, time

def is_genuine(secret, headers, body):
    """`secret` as it was shown, whsec_…; `body` as bytes, before anything reads it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [one.partition(",")[2] for one in headers["webhook-signature"].split()]
    is_recent = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return is_recent and any(hmac.compare_digest(expected, one) for one in given)
'''


def endpoint_list(
    rows: Sequence[WebhookEndpoint], counts: Mapping[Any, Mapping[str, int]], now: datetime
) -> Any:
    if not rows:
        return nothing_here(
            _("Nothing is told to other programs yet"),
            _(
                "Add the address of a program of yours: it is told of calls, analyses and alerts as they happen."
            ),
            symbol="broadcast",
            small=True,
        )
    return html.Ul([html.Li(endpoint(row, counts[row.id], now)) for row in rows], className="webhooks")


def endpoint(row: WebhookEndpoint, counts: Mapping[str, int], now: datetime) -> html.Div:
    kinds = ", ".join(texts.say(NAMES, name) for name in row.event_types)
    if row.with_words:
        kinds += " · " + str(_("with the words"))
    if row.is_masked:
        kinds += " · " + str(_("personal data hidden"))
    name = row.description or urlsplit(row.url).hostname
    return html.Div(
        [
            html.Div([html.B(name), state_badge(row)], className="badges"),
            html.Code(row.url, className="webhook-url"),
            html.P(kinds),
            html.P(health(row, counts, now), className="faint"),
            trouble(row, now),
            html.Div(steps(row), className="webhook-steps"),
        ]
    )


def state_badge(row: WebhookEndpoint) -> html.Span:
    if row.disabled_at is not None:
        look = "is-warn" if row.disabled_why == "person" else "is-bad"
        return badge(str(_("switched off")), look)
    if row.failing_since is not None:
        return badge(str(_("does not arrive")), "is-bad")
    return badge(
        str(_("arrives") if row.last_success_at else _("waits for its first event")),
        "is-good" if row.last_success_at else "",
    )


def health(row: WebhookEndpoint, counts: Mapping[str, int], now: datetime) -> str:
    last = moment(row.last_success_at, now) if row.last_success_at else str(_("never"))
    return str(
        _(
            "Last arrived: %(last)s · in 30 days: arrived %(delivered)s, waiting %(waiting)s, lost %(lost)s",
            last=last,
            delivered=formats.number(counts.get("delivered", 0)),
            waiting=formats.number(counts.get("pending", 0) + counts.get("failed", 0)),
            lost=formats.number(counts.get("given_up", 0)),
        )
    )


def trouble(row: WebhookEndpoint, now: datetime) -> html.Div | None:
    if row.disabled_at is not None:
        return note(f"{moment(row.disabled_at, now)}: {why_off(row)}", kind="is-warn", symbol="pause-circle")
    if row.failing_since is not None:
        words = str(
            _(
                "Nothing has arrived since %(when)s. It is tried again by itself for about a day; after five days without success it is switched off.",
                when=moment(row.failing_since, now),
            )
        )
        return note(words, kind="is-bad", symbol="exclamation-triangle")
    return None


def why_off(row: WebhookEndpoint) -> str:
    """And what to do about it. A chat cannot be switched on again: whoever enters its address begins anew."""
    why = row.disabled_why or "person"
    return str(_(CHAT_OFF[why])) if row.is_chat and why in CHAT_OFF else f"{_(OFF[why])} {_(MEANWHILE)}"


def moment(shown: datetime, now: datetime) -> str:
    return f"{formats.day(shown, now)} {formats.clock(shown)}"


def steps(row: WebhookEndpoint) -> list[html.Button]:
    is_on = row.disabled_at is None
    listed = (
        ("log", _("Deliveries")),
        ("test", _("Send a test")),
        ("edit", _("Change")),
        ("secret", _("New secret")),
        ("off" if is_on else "on", _("Switch off") if is_on else _("Switch on")),
        ("delete", _("Delete…")),
    )
    name = row.description or row.url
    return [step(str(row.id), what, str(words), of=name) for what, words in listed]


def step(webhook: str, what: str, words: str, *, of: str = "", look: str = "btn-light btn-sm") -> html.Button:
    about = {"aria_label": f"{words}: {of}"} if of else {}
    return html.Button(
        words,
        id={"type": STEP, "step": what, "webhook": webhook},
        n_clicks=0,
        className=f"btn {look}",
        **attributes(**about, **keyboard(webhook, what)),
    )


def keyboard(webhook: str, what: str) -> dict[str, str]:
    """For `assets/02_focus.js`: switching on and off are one button; adding has the focus when what had it is gone."""
    if what in {"on", "off"}:
        return {"data_same": f"switch {webhook}"}
    return {"data_inherits": "yes"} if what == "add" else {}


def endpoint_form(webhook: str, wanted: EndpointSettings) -> html.Div:
    """`webhook`: the id of the endpoint, or NEW."""
    title = _("A new webhook") if webhook == NEW else _("Change the webhook")
    options = [{"value": name, "label": texts.say(NAMES, name)} for name in OUTWARD]
    boxes = [
        labelled(
            "url",
            _("Address"),
            url_box(wanted.url),
            _("It begins with https:// and is reached from the server."),
        ),
        labelled("description", _("What it is for"), described_box(wanted.description), ""),
        html.Div(
            [
                html.Div(_("What it is told"), className="setting-label"),
                dbc.Checklist(options, list(wanted.event_types), id=field("types"), className="ticks"),
            ],
            className="setting-field",
        ),
        switch("with_words", wanted.with_words, _("With the words of the call")),
        switch(
            "is_masked",
            wanted.is_masked,
            _("Hide personal data: the number, and names, addresses and the like in words"),
        ),
    ]
    buttons = [
        step(webhook, "save", str(_("Save")), look="btn-primary"),
        step(webhook, "close", str(_("Cancel")), look="btn-light"),
    ]
    return html.Div(
        [
            html.H3(title, className="section-name"),
            html.Div(boxes, className="setting-fields"),
            html.Div(buttons, className="form-line"),
        ],
        className="webhook-panel",
        **attributes(data_asks=f"edit {webhook}"),
    )


def field(name: str) -> dict[str, str]:
    return {"type": FIELD, "name": name}


def labelled(name: str, words: str, box: Any, about: str) -> html.Div:
    label = html.Label(words, htmlFor=element_id(field(name)), className="setting-label")
    return html.Div([label, box, html.P(about) if about else None], className="setting-field")


def url_box(value: str) -> dbc.Input:
    return dbc.Input(
        id=field("url"), type="url", value=value, placeholder="https://", maxLength=2000, autocomplete="off"
    )


def described_box(value: str) -> dbc.Input:
    return dbc.Input(id=field("description"), type="text", value=value, maxLength=MAX_DESCRIPTION_CHARACTERS)


def switch(name: str, value: bool, words: str) -> html.Div:
    return html.Div(dbc.Switch(id=field(name), value=value, label=words), className="setting-field")


def shown_secret(secret: str, *, is_new: bool) -> html.Div:
    words = _("This is its secret. Copy it to the receiver now: it is not shown again.")
    if not is_new:
        words = _(
            "This is the new secret. Copy it to the receiver now: it is not shown again. The old one signs, too, for 24 hours."
        )
    code = html.Code(secret, tabIndex="0", className="shown-once")
    return html.Div([note(words, symbol="shield-check"), code], **attributes(data_asks="copy"))


def ask_to_delete(row: WebhookEndpoint) -> html.Div:
    words = _("Delete %(name)s? Its log of deliveries goes, too.", name=row.description or row.url)
    buttons = [
        step(str(row.id), "delete-now", str(_("Delete")), look="btn-outline-danger btn-sm"),
        step(str(row.id), "close", str(_("Cancel"))),
    ]
    return html.Div(
        [html.P(words), html.Div(buttons, className="form-line")],
        className="webhook-panel",
        **attributes(data_asks=f"delete {row.id}"),
    )


def example() -> html.Details:
    """For whoever writes the receiver."""
    headers = ("webhook-id", "webhook-timestamp", "webhook-signature")
    listed = [part for name in headers for part in (html.Code(name), " ")]
    return html.Details(
        [
            html.Summary(_("How a receiver checks that it is us")),
            html.P(
                [
                    _("Each message is signed by the Standard Webhooks specification, in these headers:"),
                    " ",
                    *listed,
                ]
            ),
            html.Pre(html.Code(EXAMPLE), tabIndex="0", className="shown-once webhook-example"),
            html.P(
                _(
                    "Answer with 200 within ten seconds, and work on it afterwards. The same webhook-id may come twice: drop the second."
                )
            ),
        ],
        className="webhook-help",
    )
