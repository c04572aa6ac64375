"""Open follow-ups, one card each: who, about what, since when, and the possible actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge, kind_badges, urgency_badge
from dashboard_app.components.icons import icon
from dashboard_app.components.promises import broken_promise
from dashboard_app.components.proof import object_of, objects, text_of
from dashboard_app.components.step_button import step_button
from dashboard_app.quotes import request_in_words

FollowUp = Mapping[str, Any]
LOOKS = {
    "urgent": ("is-bad", "exclamation-octagon"),
    "complaint": ("is-bad", "emoji-frown"),
    "callback": ("is-warn", "clock-history"),
    "promise": ("is-bad", "calendar-x"),
    "missed": ("is-warn", "telephone-x"),
    "abandoned": ("is-warn", "telephone-x"),
    "unresolved": ("", "question-circle"),
    "asked": ("is-info", "person-raised-hand"),
}
UNDO_WITHIN = timedelta(minutes=15)
PRESSED = "follow-ups-pressed"  # the store; `index` is the follow-up


def follow_up_list(items: Sequence[FollowUp], *, now: datetime, reader: str, may_write: bool) -> html.Ul:
    rows = [
        html.Li(follow_up_card(item, now=now, reader=reader, may_write=may_write), key=str(item["id"]))
        for item in items
    ]
    return html.Ul(rows, className="follow-ups")


def follow_up_card(item: FollowUp, *, now: datetime, reader: str, may_write: bool) -> html.Article:
    is_open = item["state"] == "open"
    parts = [
        html.Div(
            [heading(item), due(item, now) if is_open else outcome(item, now)], className="follow-up-top"
        ),
        about(item, now),
        said(item),
        note(item),
        tried(item, now=now, reader=reader, may_write=may_write),
        html.Div(
            [caller_link(item, may_write=may_write), *(steps(item, reader) if may_write else [])],
            className="follow-up-steps",
        ),
    ]
    look = f"card-box follow-up of-{item['kind']}" + ("" if is_open else " is-closed")
    shown = [part for part in parts if part is not None]
    return html.Article(shown, className=look, **attributes(aria_label=who(item)))


def who(item: FollowUp) -> str:
    return str(item["caller_name"] or formats.phone(item["phone_number"]))


def heading(item: FollowUp) -> html.Div:
    number = formats.phone(item["phone_number"])
    second = html.Span(number, className="quiet numbers") if item["caller_name"] else None
    name = html.H2([html.Span(who(item)), second], className="follow-up-who")
    kinds = [kind_badge(item)]
    if item["kind"] != "urgent" and (pressing := urgency_badge(item.get("urgency"))):
        kinds.append(pressing)
    return html.Div([name, html.Div([*kinds, *kind_badges(item, is_brief=True)], className="badges")])


def kind_badge(item: FollowUp) -> html.Span:
    look, symbol = LOOKS.get(str(item["kind"]), ("", "flag"))
    return badge(texts.say(texts.FOLLOW_UPS, str(item["kind"])), look, symbol)


def due(item: FollowUp, now: datetime) -> html.Div:
    mine = (
        html.Span(
            [icon("person"), formats.colleague(item["assignee"])],
            className="follow-up-owner",
            title=item["assignee"],
        )
        if item["assignee"]
        else None
    )
    return html.Div([due_words(item, now), mine], className="follow-up-due")


def due_words(item: FollowUp, now: datetime) -> html.Span:
    is_late = item["due_at"] < now
    left = formats.span(abs(item["due_at"] - now))
    words = _("%(time)s late", time=left) if is_late else _("%(time)s left", time=left)
    return html.Span(words, className="is-late" if is_late else "")


def outcome(item: FollowUp, now: datetime) -> html.Div:
    state = texts.say(texts.FOLLOW_UP_STATES, str(item["state"]))
    when = f"{formats.day(item['closed_at'], now)} {formats.clock(item['closed_at'])}"
    newer = item.get("closed_by_conversation_id")
    shown: Any = dcc.Link(state, href=f"/analysis/{newer}") if newer else state
    parts = [
        html.B(shown),
        html.Span(f"{when} · {formats.colleague(item['closer'])}" if item["closer"] else when),
    ]
    return html.Div(parts, className="follow-up-due")


def about(item: FollowUp, now: datetime) -> html.P:
    intent = texts.say(texts.INTENTS, item["intent"]) if item["intent"] else ""
    moment = f"{formats.day(item['started_at'], now)} {formats.clock(item['started_at'])}"
    return html.P(" · ".join(filter(None, (intent, item.get("plate"), moment))), className="follow-up-about")


def said(item: FollowUp) -> Component | None:
    """The quoted words, linked to their place in the call: the caller's own, or the agent's broken promise."""
    broken = broken_promise(item.get("promises")) if item["kind"] == "promise" else None
    evidence = objects(broken.get("evidence")) if broken else []
    proof = evidence[0] if evidence else object_of(item.get("proof"))
    quote = text_of(proof.get("quote")) if broken else request_in_words(item.get("said"), proof)
    if not quote:
        return None
    href = f"/analysis/{item['conversation_id']}#turn-{proof.get('turn')}"
    return dcc.Link(html.Q(quote, lang=item.get("language") or None), href=href, className="follow-up-said")


def note(item: FollowUp) -> html.P | None:
    return (
        html.P([icon("chat-left-text"), str(item["note"])], className="follow-up-note")
        if item["note"]
        else None
    )


def tried(
    item: FollowUp, *, now: datetime, reader: str, may_write: bool, store: str = PRESSED
) -> html.P | None:
    """That nobody answered when they were rung back, so that the next colleague does not ring a minute later."""
    if not item["tries"]:
        return None
    at = item["tried_at"]
    last = f"{formats.day(at, now)} {formats.clock(at)}"
    words = _("No answer: %(n)s · last %(when)s", n=formats.number(item["tries"]), when=last)
    who_tried = f" · {formats.colleague(item['tried_by'])}" if item["tried_by"] else ""
    is_slip = (
        may_write and item["state"] == "open" and item["tried_by_id"] == reader and now - at < UNDO_WITHIN
    )
    undo = item_step(item, "untried", _("Undo"), store=store) if is_slip else None
    parts = [icon("telephone-x"), html.Span(words + who_tried), undo]
    return html.P([part for part in parts if part is not None], className="follow-up-note follow-up-tried")


def no_answer(item: FollowUp, store: str = PRESSED) -> html.Button:
    return item_step(item, "tried", _("No answer"), "telephone-x", store=store)


def caller_link(item: FollowUp, *, may_write: bool) -> Component:
    """Dials the number if there is one, otherwise links to the call."""
    call = dcc.Link(
        [icon("card-list"), _("See the call")],
        href=f"/analysis/{item['conversation_id']}",
        className="btn btn-light btn-sm",
    )
    if item["state"] != "open" or formats.is_hidden(item["phone_number"]):
        return html.Span(call)
    return html.Span([ring(item), *([no_answer(item)] if may_write else []), call])


def ring(item: FollowUp) -> html.A:
    return html.A(
        [icon("telephone"), _("Call back")],
        href=f"tel:{item['phone_number']}",
        className="btn btn-primary btn-sm",
    )


def steps(item: FollowUp, reader: str, store: str = PRESSED) -> list[Component]:
    """What a person can do with it; `store` takes the presses."""
    step = partial(item_step, item, store=store)
    if item["state"] != "open":
        return [step("reopen", _("Open again"))] if item["state"] in {"done", "dismissed"} else []
    is_mine = item["assigned_to"] == reader
    return [
        step("release", _("Leave it")) if is_mine else step("take", _("I take it")),
        step("done", _("Done"), "check-lg"),
        step("dismiss", _("Not needed")),
    ]


def item_step(item: FollowUp, step: str, name: str, symbol: str | None = None, *, store: str) -> html.Button:
    return step_button(store, step, str(item["id"]), name, about=who(item), symbol=symbol)
