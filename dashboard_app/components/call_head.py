"""The head of a call's page: caller, time, duration and outcome."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE, call_badges
from dashboard_app.components.native_mode import native_badge

Call = Mapping[str, Any]


def call_head(call: Call, *, now: datetime) -> html.Header:
    title = html.Div(
        [html.H1(caller(call)), html.Div(badges_of(call), className="badges")], className="call-title"
    )
    facts = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in head_facts(call, now)]
    return html.Header([title, html.Dl(facts, className="call-facts")], className="call-head")


def badges_of(call: Call) -> list[html.Span]:
    native = native_badge(call)
    return [*call_badges(call), *([native] if native else [])]


def caller(call: Call) -> list[Any]:
    """The number is a link that dials it, where there is one."""
    number = call.get("phone_number")
    shown: Any = formats.phone(number)
    if not formats.is_hidden(number):
        shown = html.A(shown, href=f"tel:{number}", title=_("Call back"), className="call-number")
    return [f"{call['caller_name']} · ", shown] if call.get("caller_name") else [shown]


def head_facts(call: Call, now: datetime) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(_("When"), when(call, now)), (_("Duration"), duration(call))]
    if call.get("language"):
        facts.append((_("Language"), texts.say(texts.LANGUAGES, call["language"])))
    if call.get("direction") == "outbound":
        facts.append((_("Direction"), texts.say(texts.DIRECTIONS, "outbound")))
    if call.get("agent_name"):
        facts.append((_("Agent"), str(call["agent_name"])))
    if call.get("end_reason"):
        facts.append((_("End"), texts.end(call)))
    if message := (call.get("facts") or {}).get("voicemail"):
        facts.append((_("Message left"), voicemail(str(call["id"]), message)))
    if call.get("forwarded_to"):
        facts.append((_("Passed to"), formats.phone(call["forwarded_to"])))
    return facts


def voicemail(conversation_id: str, message: Mapping[str, Any]) -> html.Audio:
    label = _("Message left, %(seconds)s s", seconds=message.get("seconds", 0))
    source = f"/api/conversation/{conversation_id}/voicemail"
    return html.Audio(src=source, controls=True, preload="none", **attributes(aria_label=label))


def when(call: Call, now: datetime) -> html.Time:
    started: datetime = call["started_at"]
    shown = f"{formats.day(started, now)}, {formats.clock(started)}"
    return html.Time(shown, dateTime=started.isoformat(), title=formats.full_moment(started))


def duration(call: Call) -> html.Span | str:
    """Counts up in the browser while the call is live."""
    if call["status"] in LIVE:
        since = call.get("answered_at") or call["started_at"]
        return html.Span("", className="running-time numbers", **attributes(data_since=since.isoformat()))
    return formats.duration(call.get("duration_seconds"))


def ids_of(call: Call) -> html.Div:
    """Ids to quote when contacting the carrier."""
    names = (("id", "id"), ("Twilio", "twilio_call_sid"), ("ElevenLabs", "elevenlabs_conversation_id"))
    known = [html.Div(f"{name}: {call[key]}") for name, key in names if call.get(key)]
    return html.Div(known, className="ids")
