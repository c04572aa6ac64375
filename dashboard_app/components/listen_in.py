"""Hearing a live call: a button that `assets/05_listening.js` finds by its `data-listen`, wherever it is."""

import json

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon


def listen_in(conversation_id: str) -> html.Div:
    """The caller is told that the call is recorded, but not that somebody listens."""
    words = {
        "listen": _("Listen in"),
        "connecting": _("Connecting…"),
        "listening": _("Stop listening"),
        "over": _("There is no more to hear: the call is over, or somebody else has taken it."),
        "not_heard": _("Nothing can be heard of this call. Only calls that are recorded can be listened to."),
        "no_sound": _("This browser cannot play the call."),
        "any": _("The server does not answer. Check the connection and try again."),
    }
    button = html.Button(
        [icon("headset"), " ", html.Span(words["listen"])],
        type="button",
        className="btn btn-light btn-sm",
        **attributes(aria_pressed="false"),
    )
    told = html.Span("", className="listen-told", role="status")
    return html.Div(
        [button, told],
        className="listen-in",
        **attributes(data_listen=conversation_id, data_words=json.dumps(words)),
    )
