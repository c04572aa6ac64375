"""What is left to do for a call's caller, on the call's page: whoever has rung back says so where they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE
from dashboard_app.components.follow_up_list import (
    due,
    kind_badge,
    no_answer,
    note,
    outcome,
    ring,
    steps,
    tried,
)
from dashboard_app.components.icons import icon
from dashboard_app.components.step_button import step_button

PRESSED = "call-follow-up-pressed"  # the store; `index` is the follow-up, or the call where there is none yet
ASK = "ask"


def call_follow_up(
    item: Mapping[str, Any] | None, call: Mapping[str, Any], *, reader: str, may_write: bool, now: datetime
) -> Component | None:
    """`item`: the call's follow-up, or the open one of the same caller. Without one, a way to ask for it."""
    if item is None:
        return ask(call) if may_write and may_be_asked(call) else None
    is_open = item["state"] == "open"
    may_ring = is_open and not formats.is_hidden(item["phone_number"])
    acts = [
        ring(item) if may_ring else None,
        no_answer(item, PRESSED) if may_ring and may_write else None,
        *(steps(item, reader, PRESSED) if may_write else []),
    ]
    head = [html.H2([icon("clipboard-check"), _("Follow-up")]), kind_badge(item), of_other(item, call, now)]
    parts = [
        html.Div(head, className="call-follow-up-head"),
        due(item, now) if is_open else outcome(item, now),
        note(item),
        tried(item, now=now, reader=reader, may_write=may_write, store=PRESSED),
        html.Div([act for act in acts if act is not None], className="follow-up-steps")
        if any(act is not None for act in acts)
        else None,
    ]
    look = f"card-box call-follow-up of-{item['kind']}" + ("" if is_open else " is-closed")
    return html.Section(
        [part for part in parts if part is not None], className=look, **attributes(aria_label=_("Follow-up"))
    )


def of_other(item: Mapping[str, Any], call: Mapping[str, Any], now: datetime) -> dcc.Link | None:
    """Leads to the call that the follow-up is about, where that is another one of the same caller."""
    if str(item["conversation_id"]) == str(call["id"]):
        return None
    when = f"{formats.day(item['started_at'], now)} {formats.clock(item['started_at'])}"
    return dcc.Link(_("from their call of %(when)s", when=when), href=f"/analysis/{item['conversation_id']}")


def may_be_asked(call: Mapping[str, Any]) -> bool:
    return call["status"] not in LIVE and not call["is_test"] and not call["words_erased_at"]


def ask(call: Mapping[str, Any]) -> html.Div:
    button = step_button(PRESSED, ASK, str(call["id"]), _("Add to the follow-ups"), symbol="clipboard-check")
    return html.Div(button, className="call-follow-up-ask")
