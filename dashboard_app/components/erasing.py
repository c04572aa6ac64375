"""Erasing a caller's data: a button for administrators, and a dialog that states what would be deleted. `09_erasing.js` carries it out."""

import json

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.i18n import N_

DIALOG, SCOPE = "call-erase", "call-erase-scope"
SCOPES = {"caller": N_("Everything of this number"), "call": N_("Only this call")}
COUNTED = {
    "calls": N_("Calls"),
    "turns": N_("Turns of the conversations"),
    "analyses": N_("Analyses"),
    "recordings": N_("Recordings"),
    "follow_ups": N_("Follow-ups"),
    "notes": N_("Notes"),
    "views": N_("Saved filters with the number"),
}


def erase_button() -> html.Div:
    words = [icon("trash"), " ", _("Erase this caller's data…")]
    return html.Div(
        html.Button(
            words, type="button", className="btn btn-outline-danger btn-sm", **attributes(data_erase="ask")
        ),
        className="erase-place",
    )


def erase_dialog() -> html.Dialog:
    """A native dialog: Escape closes it. Counts are loaded when it opens."""
    counts = [
        html.Div([html.Dt(_(name)), html.Dd("…", className="numbers", **attributes(data_kept=what))])
        for what, name in COUNTED.items()
    ]
    message = html.P("", className="erase-told", role="status")
    bar = html.Progress(
        value="0", max="1", className="erase-bar", hidden=True, **attributes(aria_label=_("Erasing…"))
    )
    parts = [
        html.H2(_("Erase for good"), id="call-erase-title"),
        scope_choice(),
        html.Dl(counts, className="kept-counts"),
        html.P(
            _("With them go tags, thumbs, costs and what the search finds; all figures change at once."),
            className="faint",
        ),
        html.P(
            _(
                "The telephone company and the agent's provider keep copies of their own: ask them too. “What happened” has their ids."
            ),
            className="faint",
        ),
        html.P(_("This cannot be undone."), className="erase-warning"),
        message,
        bar,
        html.Div(
            [
                html.Button(
                    _("Erase"), type="button", className="btn btn-danger", **attributes(data_erase="do")
                ),
                html.Button(_("Close"), value="no", className="btn btn-light"),
            ],
            className="form-line",
        ),
    ]
    return html.Dialog(
        html.Form(parts, method="dialog"),
        id=DIALOG,
        className="confirm",
        **attributes(aria_labelledby="call-erase-title", data_words=json.dumps(words())),
    )


def scope_choice() -> html.Div:
    """For a hidden number `09_erasing.js` removes the first choice."""
    options = [html.Option(_(name), value=value) for value, name in SCOPES.items()]
    label = html.Label(_("What will be erased"), htmlFor=SCOPE, className="form-label")
    return html.Div([label, html.Select(options, id=SCOPE, className="form-select")])


def words() -> dict[str, str]:
    """{n} is a number of calls."""
    return {
        "running": _("Still running, and left as they are: %(n)s", n="{n}"),
        "doing": _("Erasing…"),
        "progress": _(
            "Erasing: %(calls)s of %(total)s calls. You can close this and go on working.",
            calls="{calls}",
            total="{total}",
        ),
        "trouble": _("It goes on by itself as soon as it can: the recordings cannot be reached just now."),
        "stuck": _("Something went wrong; it is tried again each minute."),
        "done": _("Erased calls: %(n)s.", n="{n}"),
        "receipt": _("Receipt %(id)s", id="{id}"),
        "on": _("See all calls"),
        "hidden": _("The number was hidden: nobody knows which other calls are the same person's."),
        "call_not_over": _("The call still runs. Erase it when it is over."),
        "unknown_conversation": _("The call is gone already."),
        "forbidden": _("You are not allowed to do this."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
        "any": _("It did not work. Try again in a moment."),
    }
