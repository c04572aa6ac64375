"""The keys of a call's page, in a small dialog that `?` opens."""

from dash import html
from flask_babel import gettext as _

DIALOG = "call-keys"


def keys_dialog() -> html.Dialog:
    keys = (
        (_("Space"), _("Play or pause")),
        ("← →", _("Five seconds back or on")),
        ("J", _("Older call")),
        ("K", _("Newer call")),
        ("?", _("These shortcuts")),
    )
    rows = [part for key, what in keys for part in (html.Dt(html.Kbd(key)), html.Dd(what))]
    close = html.Form(
        html.Button(_("Close"), type="submit", className="btn btn-light btn-sm"), method="dialog"
    )
    return html.Dialog(
        [html.H2(_("Keyboard shortcuts")), html.Dl(rows, className="keys"), close],
        id=DIALOG,
        className="keys-dialog",
        **{"aria-label": _("Keyboard shortcuts")},
    )
