"""The follow-up on a call's page: taking, closing and reopening it there, or asking for one."""

from typing import Any
from uuid import UUID

from dash import Input, Output, State, callback, ctx, dcc, html, no_update

from dashboard_app.access.members import may_write, member
from dashboard_app.components.call_follow_up import ASK, PRESSED, call_follow_up
from dashboard_app.components.closing_note import closing_dialog, closing_ids, closing_note
from dashboard_app.components.step_button import Press, press
from dashboard_app.filters import is_uuid
from dashboard_app.pages.follow_up_steps import carry_out, only_looks
from dashboard_app.pages.follow_ups_late import late
from dashboard_app.viewer import current_viewer, database, reading
from db.actions.many_calls import ask_follow_ups
from db.queries.call_page import call_facts
from db.queries.follow_ups import follow_up_of_call
from db.queries.frames import records

PLACE, REFUSED, CALL = "call-follow-up", "call-follow-up-refused", "call-id"
CLOSING = closing_ids(PLACE)


def place(shown: Any) -> html.Div:
    """The follow-up, and what its buttons need."""
    asking = [dcc.Store(id=PRESSED), closing_dialog(CLOSING)] if may_write() else []
    return html.Div([html.Div(id=REFUSED, role="alert"), html.Div(shown, id=PLACE), *asking])


def shown_again(conversation_id: str) -> Any:
    viewer = current_viewer()
    with reading() as session:
        facts = call_facts(
            session, organization_id=viewer.organization_id, conversation_id=UUID(conversation_id)
        )
        if facts is None:
            return None
        found = waiting_for(session, facts)
    return drawn(found, facts)


def waiting_for(session: Any, facts: dict[str, Any]) -> dict[str, Any] | None:
    """The follow-up to show. A test call's number may be a real caller's, whose follow-up is none of its business."""
    found = follow_up_of_call(
        session,
        organization_id=current_viewer().organization_id,
        conversation_id=UUID(str(facts["id"])),
        phone_number=None if facts["is_test"] else facts["phone_number"],
    )
    return next(iter(records(found)), None)


def drawn(item: dict[str, Any] | None, facts: dict[str, Any]) -> Any:
    return call_follow_up(
        item, facts, reader=str(member().id), may_write=may_write(), now=current_viewer().now
    )


@callback(
    Output(CLOSING.dialog, "is_open"),
    Output(CLOSING.title, "children"),
    Output(CLOSING.body, "children"),
    Output(CLOSING.step, "data"),
    Output(REFUSED, "children"),
    Output(PLACE, "children", allow_duplicate=True),
    Input(PRESSED, "data"),
    State(CALL, "data"),
    prevent_initial_call=True,
)
def begin(sent: object, conversation_id: str) -> tuple[Any, ...]:
    """Closing asks for a note first, as on the page of all follow-ups."""
    if not (pressed := press(sent)):
        return (no_update,) * 6
    if pressed["step"] in {"done", "dismiss"}:
        words = closing_note(CLOSING.note, pressed["index"], reader=str(member().id), sent_by=CLOSING.confirm)
        return True, pressed["label"], words, dict(pressed), "", no_update
    return False, no_update, no_update, no_update, *taken(pressed, None, conversation_id)


@callback(
    Output(CLOSING.dialog, "is_open", allow_duplicate=True),
    Output(REFUSED, "children", allow_duplicate=True),
    Output(PLACE, "children", allow_duplicate=True),
    Input(CLOSING.confirm, "n_clicks"),
    Input(CLOSING.cancel, "n_clicks"),
    State(CLOSING.step, "data"),
    State(CLOSING.note, "value"),
    State(CALL, "data"),
    prevent_initial_call=True,
)
def finish(
    _confirmed: int, _cancelled: int, pressed: Press | None, words: str | None, conversation_id: str
) -> tuple[Any, ...]:
    if ctx.triggered_id != CLOSING.confirm or not pressed:
        return False, no_update, no_update
    return False, *taken(pressed, words, conversation_id)


def taken(pressed: Press, words: str | None, conversation_id: str) -> tuple[Any, Any]:
    """The message to show, and the follow-up as it is now."""
    if pressed["step"] == ASK:
        said = ask_for(pressed["index"])
    else:
        said = carry_out(pressed["step"], pressed["index"], words)
    return said, shown_again(conversation_id)


def ask_for(conversation_id: str) -> Any:
    """As `carry_out` answers."""
    if not (may_write() and is_uuid(conversation_id)):
        return only_looks()
    with database().transaction() as session:
        asked = ask_follow_ups(session, organization_id=member().organization_id, ids=[UUID(conversation_id)])
    return "" if asked.done else late(conversation_id, None)
