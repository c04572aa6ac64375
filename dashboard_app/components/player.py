"""The sound of a call in two lanes, caller above and agent below. `assets/05_player.js` draws and plays it.

Without a recording the lanes show who spoke when according to the transcript, and the page says why there is no sound.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE
from dashboard_app.components.icons import icon
from dashboard_app.components.native_mode import is_native, why_no_sound
from dashboard_app.components.proof import Json, objects, text_of, turns_of
from dashboard_app.components.series_table import save_button
from dashboard_app.components.sound_card import why_none
from dashboard_app.i18n import N_

PLAYER, DATA, DRAWN = "call-player", "call-sound", "call-sound-drawn"
SPEEDS = ("0.75", "1", "1.25", "1.5", "2")
WORD_MS = 380  # assumed duration of a word, where a turn's end is unknown
# Names of marked regions; the browser shows them under the lanes and in tooltips.
REGIONS = {
    "interruption": N_("Interruption"),
    "backchannel": N_("A word in between"),
    "silence-agent": N_("Silence: the agent is awaited"),
    "silence-caller": N_("Silence: the caller is awaited"),
    "silence-hold": N_("On hold"),
    "silence-bridge": N_("Gap on the line"),
    "clipped": N_("Too loud, distorted"),
    "lost": N_("Sound was lost"),
    "promise": N_("Promise"),
    "notice": N_("Notice"),
    "urgency": N_("Urgency"),
    "language": N_("Other language than the caller"),
    "failure": N_("The agent fell short"),
}


def player(*, is_hidden: bool = False) -> html.Section:
    """To be put straight into the page: it stays in view while the lines below it scroll."""
    lanes = html.Div(
        [
            html.Canvas(className="player-canvas", **attributes(aria_hidden="true")),
            html.Div(className="player-tip", hidden=True, **attributes(aria_hidden="true")),
        ],
        className="player-lanes",
        role="slider",
        tabIndex="0",
        **attributes(
            aria_label=_("Place in the call"), aria_valuemin="0", aria_valuemax="0", aria_valuenow="0"
        ),
    )
    names = html.Div(
        [html.Span(_("Caller")), html.Span(_("Agent"))],
        className="lane-names",
        **attributes(aria_hidden="true"),
    )
    return html.Section(
        [
            html.Div([names, lanes], className="player-stage"),
            html.Div(className="player-legend"),
            controls(),
            html.P(className="player-state", role="status"),
            as_table(),
            html.Audio(preload="metadata", className="player-audio"),
        ],
        id=PLAYER,
        className="card-box player",
        hidden=is_hidden,
        **attributes(aria_label=_("Sound of the call")),
    )


def as_table() -> html.Details:
    """The marks of the lanes for screen readers; filled in by the browser, and hidden while empty."""
    place = html.Div(className="table-place player-rows", tabIndex="0")
    return html.Details(
        [html.Summary(_("As a table"), className="faint"), place, save_button("sound-events")],
        className="player-table",
        hidden=True,
        **attributes(data_stays="sound-events"),
    )


def controls() -> html.Div:
    speeds = [html.Option(f"{formats.factor(float(speed))}×", value=speed) for speed in SPEEDS]
    return html.Div(
        [
            button("play", "play-fill", _("Play or pause (space)"), look="player-play"),
            button("back", "arrow-counterclockwise", _("Back five seconds (←)")),
            button("forward", "arrow-clockwise", _("On five seconds (→)")),
            html.Span("0:00", className="player-time numbers"),
            html.Label(
                [
                    html.Span(_("Speed"), className="only-read-out"),
                    html.Select(speeds, className="form-select form-select-sm player-speed"),
                ]
            ),
            html.Span(className="player-quality"),
            html.A(
                [icon("download"), html.Span(_("Download the recording"), className="only-read-out")],
                href="#",
                className="icon-button player-download",
                title=_("Download the recording"),
                download="call.flac",
            ),
            html.Button(
                _("Follow the sound"),
                type="button",
                className="btn btn-light btn-sm player-follow",
                hidden=True,
            ),
        ],
        className="player-controls",
    )


def button(name: str, symbol: str, words: str, *, look: str = "icon-button") -> html.Button:
    return html.Button(
        icon(symbol),
        type="button",
        className=look,
        title=words,
        **attributes(aria_label=words, data_player=name),
    )


def words() -> dict[str, Any]:
    """Texts used by the player's script."""
    return {
        **{name: _(text) for name, text in REGIONS.items()},
        "caller": _("Caller"),
        "agent": _("Agent"),
        "estimated": _("Who spoke when, as the transcript has it. Times without a recording are estimates."),
        "not_measured": _("The sound is being measured; the lanes show the transcript's times until then."),
        "unplayable": _("This browser cannot play the recording. Download it to hear it."),
        "recording_missing": _("The recording's file is gone. The transcript is all that is left."),
        "recording_damaged": _("The recording's file is damaged. The transcript is all that is left."),
        "recordings_unavailable": _("The recordings cannot be reached right now. Try again in a moment."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
        "of": _("%(now)s of %(all)s", now="{now}", all="{all}"),
        "quality": _("Sound %(score)s of 100", score="{score}"),
        "when": _("Time"),
        "what": _("What"),
        "lasts": _("Length"),
    }


def sound_stores(data: dict[str, Any]) -> list[Any]:
    return [dcc.Store(id=DATA, data=data), dcc.Store(id=DRAWN)]


def sound_data(
    call: Mapping[str, Any],
    turns: Sequence[Mapping[str, Any]],
    rules: Json,
    ai: Json,
    recording: Mapping[str, Any] | None,
    *,
    is_measured: bool,
) -> dict[str, Any]:
    """What the browser needs to draw and play. Peaks can be requested once the recording has been measured."""
    state, why = state_of(call, recording)
    placed = place_turns(turns)
    longest = max((turn["stop"] for turn in placed), default=0)
    measured = int(recording["duration_ms"] or 0) if recording and state == "stored" else 0
    return {
        "call": str(call["id"]),
        "state": state,
        "is_measured": is_measured,
        "why": why,
        "stamp": str((recording or {}).get("stored_at") or ""),
        "duration_ms": measured or max(longest, int(call.get("duration_seconds") or 0) * 1000),
        "turns": placed,
        "marks": marks(placed, rules, ai),
        "words": words(),
    }


def state_of(call: Mapping[str, Any], recording: Mapping[str, Any] | None) -> tuple[str, str]:
    status = str(recording["status"]) if recording else "none"
    if status == "stored":
        return "stored", ""
    if recording is None and is_native(call):
        return "none", why_no_sound()
    if call["status"] in LIVE:
        return "live", _("The recording can be heard when the call is over.")
    reasons = {
        "none": _("There is no recording: it is switched off for this agent, or the call came from before."),
        "recording": _("The recording is being stored. It appears here by itself."),
        "captured": _("The recording is being stored. It appears here by itself."),
    }
    return status, reasons.get(status) or why_none(recording)


def place_turns(turns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turns with a start time. A missing end is estimated from the number of words, and flagged as such."""
    known = [turn for turn in turns if turn.get("started_ms") is not None]
    following = [*(int(turn["started_ms"]) for turn in known[1:]), None]
    placed = []
    for turn, after in zip(known, following, strict=False):
        start, stop = int(turn["started_ms"]), turn.get("ended_ms")
        guess = start + max(len(str(turn["text"]).split()), 1) * WORD_MS
        if after is not None:
            guess = max(min(guess, after), start + 1)
        placed.append(
            {
                "position": int(turn["position"]),
                "role": "agent" if turn["role"] == "agent" else "caller",
                "start": start,
                "stop": int(stop) if stop is not None else guess,
                "estimated": stop is None,
            }
        )
    return placed


def marks(placed: Sequence[Mapping[str, Any]], rules: Json, ai: Json) -> list[dict[str, Any]]:
    """Findings worth listening to, at the start of the turns that prove them."""
    starts = {turn["position"]: turn["start"] for turn in placed}
    found = [
        {"ms": starts[position], "position": position, "kind": kind, "title": title}
        for kind, title, positions in worth_hearing(rules, ai)
        for position in positions
        if position in starts
    ]
    return sorted(found, key=lambda mark: mark["ms"])


def worth_hearing(rules: Json, ai: Json) -> list[tuple[str, str, list[int]]]:
    found = [
        ("promise", texts.say(texts.PROMISES, text_of(item.get("kind"))), turns_of(item.get("evidence")))
        for item in objects(rules.get("promises"))
    ]
    found += [
        ("notice", texts.say(texts.NOTICES, text_of(item.get("kind"))), turns_of(item.get("evidence")))
        for item in objects(rules.get("notices"))
        if item.get("heard")
    ]
    urgency = rules.get("urgency")
    if isinstance(urgency, Mapping) and urgency.get("value") in {"critical", "high"}:
        found.append(
            ("urgency", texts.say(texts.URGENCIES, str(urgency["value"])), turns_of(urgency.get("evidence")))
        )
    others = rules.get("language_mismatch")
    if isinstance(others, list):
        found.append(("language", "", [turn for turn in others if isinstance(turn, int)]))
    found += [
        (
            "failure",
            texts.say(texts.CRITERIA, text_of(item.get("criterion"))),
            turns_of(item.get("citations")),
        )
        for item in objects(ai.get("criteria"))
        if item.get("verdict") == "failure"
    ]
    return found
