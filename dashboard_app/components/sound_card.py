"""The sound quality of a call: score, shortcomings and figures; or why there is no recording."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import badge
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here
from dashboard_app.i18n import N_

GOOD, FAIR = 85, 60
WHY_NONE = {
    "recording": N_("The call is being recorded."),
    "captured": N_("The recording is being stored."),
    "stored": N_("The recording is being measured."),
    "failed": N_("The recording failed: %(reason)s."),
    "absent": N_("There is no recording: %(reason)s."),
    "deleted": N_("The recording was deleted: %(reason)s."),
}


def sound_card(recording: Mapping[str, Any] | None, measured: Mapping[str, Any] | None) -> Component:
    if measured is None:
        return nothing_here(_("No measurement"), why_none(recording), symbol="soundwave", small=True)
    return html.Div([score(measured), reasons(measured), figures(measured)], className="sound-card")


def why_none(recording: Mapping[str, Any] | None) -> str:
    if recording is None:
        return str(_("This call was not recorded."))
    words = WHY_NONE[str(recording["status"])]
    return str(_(words, reason=texts.say(texts.RECORDING_REASONS, str(recording["reason"] or ""))))


def score(measured: Mapping[str, Any]) -> Component:
    value = int(measured["quality"])
    tone = "is-good" if value >= GOOD else "" if value >= FAIR else "is-warn"
    return html.P(badge(_("Sound %(score)s of 100", score=value), tone), className="mb-2")


def reasons(measured: Mapping[str, Any]) -> Component | None:
    found = measured["reasons"]
    if not found:
        return html.P(_("Nothing to find fault with."), className="faint mb-2")
    return html.Ul([html.Li(reason(one)) for one in found], className="sound-reasons")


def reason(one: Mapping[str, Any]) -> str:
    name = texts.say(texts.SOUND_REASONS, str(one["code"]))
    return str(_("%(name)s (−%(points)s)", name=name, points=one["points"]))


def figures(measured: Mapping[str, Any]) -> Component:
    """Figures that do not apply are left out, for example when nobody answered or spoke."""
    rows = [
        (_("Caller waits for an answer (median)"), seconds(measured["heard_gap_p50_ms"])),
        (_("Longest wait"), seconds(measured["heard_gap_max_ms"])),
        (_("First words of the agent after"), seconds(measured["first_audio_ms"])),
        (_("The agent's share of the talking"), talk_share(measured)),
        (_("Interruptions by the caller"), formats.number(measured["caller_interruptions"])),
        (_("Lost audio"), formats.percent(measured["lost_share"])),
    ]
    shown = [(name, value) for name, value in rows if value is not None]
    body = [
        html.Tr([html.Th(name, scope="row"), html.Td(value, className="amount")]) for name, value in shown
    ]
    return html.Div([html.Table(html.Tbody(body), className="cost-table"), save_button("sound")])


def seconds(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else f"{formats.number(round(milliseconds / 1000, 1))}{formats.GAP}s"


def talk_share(measured: Mapping[str, Any]) -> str | None:
    agent, caller = measured["agent_speech_ms"], measured["caller_speech_ms"]
    return formats.percent(agent / (agent + caller)) if agent + caller else None
