"""A finished call can be replayed through the current version; the replay shows what has changed. `05_replay.js` does both."""

import json
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE
from dashboard_app.components.icons import icon


def play_again(call: dict[str, Any]) -> html.Div | None:
    """None while the call is live."""
    if call["status"] in LIVE:
        return None
    words = {
        "data_replay": str(call["id"]),
        "data_simulators_away": _("The simulator is not running, so the call could not be placed."),
        "data_refused": _("The call could not be placed. Try again in a moment."),
        "data_doing": _("The call is being placed…"),
    }
    play = html.Button(
        [icon("arrow-repeat"), " ", _("Play again through this version")],
        type="button",
        className="btn btn-sm btn-light",
        **attributes(**words),
    )
    why = _(
        "Simulated voices say the same words as a test call, so that you can see whether it goes the same way."
    )
    return html.Div(
        [play, html.P(why, className="faint"), html.P(role="status", className="replay-told")],
        className="replay",
    )


def compared(call: dict[str, Any]) -> html.Div | None:
    """For a replay: a link to the original and, once finished, a line-by-line comparison."""
    original = (call.get("facts") or {}).get("replay_of")
    if not original:
        return None
    link = html.A(_("To the original"), href=f"/analysis/{original}")
    head = html.P([html.B(_("A replay")), " · ", link], className="replay-head")
    if call["status"] in LIVE:
        later = html.P(_("What has changed is shown here when the call is over."), className="faint")
        return html.Div([head, later], className="card-box replay-card")
    return html.Div([head, comparison(str(call["id"]))], className="card-box replay-card")


def comparison(call_id: str) -> html.Details:
    words = {
        "data_compare": call_id,
        "data_same": _("Same"),
        "data_changed": _("Changed"),
        "data_missing": _("Missing"),
        "data_added": _("Added"),
        "data_end": _("End"),
        "data_agent": _("Agent"),
        "data_user": _("Caller"),
        "data_result": _("Compared"),
        "data_who": _("Who"),
        "data_said": _("What was said"),
        "data_later": _("Later by"),
        "data_ends": json.dumps(
            {reason: texts.say(texts.END_REASONS, reason) for reason in texts.END_REASONS}
        ),
        "data_save": _("Download"),
        "data_all_same": _("The replay went the same way."),
        "data_differs": _("The replay went another way."),
        "data_failed": _("The comparison could not be read. Try again in a moment."),
    }
    waiting = html.P(_("Loading…"), className="faint")
    place = html.Div(waiting, role="status", className="replay-result", tabIndex="0")
    return html.Details([html.Summary(_("Compared with the original")), place], **attributes(**words))
