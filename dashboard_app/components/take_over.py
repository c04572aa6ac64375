"""What a person does with a live call: listen in, transfer it to a person, hang up. The last two ask for confirmation and report the result.

The markup is all a page needs: `assets/05_take_over.js` finds it by its `data-take-over`, wherever it is.
"""

import json
from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE
from dashboard_app.components.icons import icon
from dashboard_app.components.listen_in import listen_in
from dashboard_app.components.native_mode import is_native
from dashboard_app.i18n import N_
from db.actions.calls import BY_BROWSER

REFUSALS = {
    "not_live": N_("The call is over."),
    "already_forwarded": N_("The call is on its way to a person already."),
    "no_carrier": N_("A browser is the telephone of this call: it cannot be put through to a person."),
    "nobody_to_transfer_to": N_("There is no number to pass calls to: set MOBILE_NUMBER."),
    "carrier_away": N_("The telephone company does not answer. The call goes on as it was; try again."),
    "outcome_unknown": N_(
        "The telephone company did not answer in time: whether it has been done is unknown. Watch the call; if it goes on as before, try again."
    ),
    "forbidden": N_("You are not allowed to do this."),
    "unreachable": N_("The server does not answer. Check the connection and try again."),
    "any": N_("It did not work. The call goes on as it was; try again."),
}


def take_over(call: Mapping[str, Any], *, may_act: bool) -> Component:
    """Empty for a finished call and for read-only users. A browser call has no carrier to transfer it."""
    status, conversation_id = str(call["status"]), str(call["id"])
    if status not in LIVE or not may_act:
        return html.Div(className="take-over", hidden=True)
    can_forward = status != "forwarded" and call["facts"].get("channel") != BY_BROWSER
    has_sound = status != "forwarded" and not is_native(call)
    acts = [listen_in(conversation_id)] if has_sound else []
    acts += [_transfer()] if can_forward else []
    refusals = {code: _(message) for code, message in REFUSALS.items()}
    told = html.P("", className="take-over-told", role="status")
    return html.Div(
        [*acts, _hang_up(), told],
        className="take-over",
        **attributes(data_take_over=conversation_id, data_refusals=json.dumps(refusals)),
    )


def _transfer() -> html.Div:
    words = (
        _("Pass to a person"),
        _("Pass this call to a person now? The agent stops talking."),
        _("Yes, pass it"),
        _("Passing the call to a person…"),
        _("A person's telephone is ringing."),
    )
    return _act("transfer", "telephone-forward", "btn-primary", words)


def _hang_up() -> html.Div:
    words = (
        _("Hang up"),
        _("Hang up now? The caller is cut off."),
        _("Yes, hang up"),
        _("Hanging up…"),
        _("The call has been hung up."),
    )
    return _act("hang-up", "telephone-x", "btn-outline-danger", words)


def _act(act: str, symbol: str, kind: str, words: tuple[str, str, str, str, str]) -> html.Div:
    name, question, yes, doing, done = words
    button = html.Button(
        [icon(symbol), " ", name], type="button", className=f"btn {kind} btn-sm", **attributes(data_ask=act)
    )
    confirm = html.Div(
        [
            html.Span(question),
            html.Button(yes, type="button", className=f"btn {kind} btn-sm", **attributes(data_do=act)),
            html.Button(_("No"), type="button", className="btn btn-light btn-sm", **attributes(data_do="no")),
        ],
        className="take-over-question",
        role="group",
        hidden=True,
        **attributes(aria_label=question),
    )
    return html.Div(
        [button, confirm], className="take-over-act", **attributes(data_doing=doing, data_done=done)
    )
