"""What pages say of a call that the voice provider handled itself: where its transcript is, and why there is no sound."""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.badges import LIVE, badge
from dashboard_app.components.states import note
from dashboard_app.i18n import N_

NATIVE = "native"
WORDS = {
    "live": N_(
        "Served in native mode, without a live transcript: what is said appears here when the call is over."
    ),
    "awaited": N_(
        "Served in native mode, without a live transcript. The voice provider sends what was said, mostly within a minute of the end."
    ),
    "missing": N_("Served in native mode. The voice provider has no words of this call."),
    "received": N_(
        "Served in native mode, without a live transcript: words and times are the voice provider's."
    ),
}


def is_native(call: Mapping[str, Any]) -> bool:
    return call.get("mode") == NATIVE


def native_badge(call: Mapping[str, Any]) -> html.Span | None:
    return badge(_("Native mode"), "is-info", "signpost-split") if is_native(call) else None


def why_no_words() -> str:
    """For a live call."""
    words = WORDS["live"]
    return str(_(words))


def native_note(call: Mapping[str, Any]) -> html.Div | None:
    """Shown above the transcript. None for a call that we carried."""
    if not is_native(call):
        return None
    return note(_(WORDS[state_of(call)]))


def state_of(call: Mapping[str, Any]) -> str:
    """The state of its transcript."""
    state = (call.get("facts") or {}).get("transcript")
    if state in WORDS:
        return str(state)
    return "live" if call["status"] in LIVE else "awaited"


def awaits_words(call: Mapping[str, Any]) -> bool:
    """Until the transcript arrives, nothing is said about who spoke."""
    return is_native(call) and state_of(call) in {"live", "awaited"}


def why_no_sound() -> str:
    return str(_("This call was served in native mode: its sound did not pass through here."))
