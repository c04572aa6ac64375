"""Keyboard shortcuts, in dialogs opened by `?`: those of every page, and more on a call's."""

from dash import html
from flask_babel import gettext as _

EVERYWHERE, OF_CALL = "app-keys", "call-keys"
Keys = list[tuple[str, str]]


def everywhere() -> Keys:
    return [
        ("/", str(_("Search the calls"))),
        ("G 1 … G 9", str(_("The pages of the menu, in their order"))),
        ("Esc", str(_("Close what is open"))),
        ("?", str(_("These shortcuts"))),
    ]


def of_call() -> Keys:
    return [
        (str(_("Space")), str(_("Play or pause"))),
        ("← →", str(_("Five seconds back or on"))),
        ("J", str(_("Older call"))),
        ("K", str(_("Newer call"))),
    ]


def keys_dialog(identity: str, keys: Keys) -> html.Dialog:
    rows = [part for key, what in keys for part in (html.Dt(html.Kbd(key)), html.Dd(what))]
    close = html.Form(
        html.Button(_("Close"), type="submit", className="btn btn-light btn-sm"), method="dialog"
    )
    return html.Dialog(
        [html.H2(_("Keyboard shortcuts")), html.Dl(rows, className="keys"), close],
        id=identity,
        className="keys-dialog",
        **{"aria-label": _("Keyboard shortcuts")},
    )
