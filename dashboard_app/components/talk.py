"""Talk time of each side, and long silences."""

from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.proof import Json, objects, proof

LONG_PAUSE_MS = 3000


def talk_bar(talk: Json) -> html.Div | None:
    agent, user = milliseconds(talk.get("agent_ms")), milliseconds(talk.get("user_ms"))
    if agent + user == 0:
        return None
    share = agent / (agent + user)
    sides = (("is-booked", _("Agent"), share, agent), ("is-person", _("Caller"), 1 - share, user))
    bar = [html.Span(className=look, style={"flexGrow": f"{part:.4f}"}) for look, _name, part, _ms in sides]
    named = [
        html.Li([html.I(className=look), f"{name} {formats.percent(part)} · {formats.offset(spoken)}"])
        for look, name, part, spoken in sides
    ]
    title = _("Who speaks (estimated)") if talk.get("estimated") else _("Who speaks")
    parts = [
        html.H3(title, className="section-name"),
        html.Div(bar, className="segments mb-2"),
        html.Ul(named, className="legend"),
    ]
    return html.Div(parts)


def pauses_note(results: Json) -> html.P | None:
    """Long pauses only."""
    long = [
        item
        for item in objects(results.get("pauses"))
        if milliseconds(item.get("duration_ms")) >= LONG_PAUSE_MS
    ]
    if not long:
        return None
    longest = max(long, key=lambda item: milliseconds(item["duration_ms"]))
    seconds = formats.number(milliseconds(longest["duration_ms"]) / 1000)
    said = _("Long pauses: %(count)s, the longest of %(seconds)s s", count=len(long), seconds=seconds)
    turn = longest.get("turn")
    return html.P([said, proof([turn]) if isinstance(turn, int) else None], className="faint mt-2 mb-0")


def milliseconds(value: Any) -> int:
    return int(value) if isinstance(value, int | float) else 0
