"""Telling the agent of a live call something: its operation and its schemas."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import MOMENT, TEXT, UUID, one_of, problem, record
from db.actions.hints import MAX_HINT_CHARACTERS

WORDS = {**TEXT, "minLength": 1, "maxLength": MAX_HINT_CHARACTERS}
SCHEMAS: dict[str, Any] = {
    "NewHint": record(text=WORDS),
    "HintTaken": record(conversation_id=UUID, status=one_of(("taken",)), text=WORDS, at=MOMENT),
}
RESPONSES: dict[str, Any] = {
    "NobodyToTell": problem(
        "The agent was told nothing: the call is over (`not_live`), or no agent of ours is talking in it now (`no_agent`): it is with a "
        "person, in native mode, or between two connections."
    ),
    "HintUnknown": problem(
        "The process that carries the call did not answer in time (`hint_unknown`): the agent may have been told."
    ),
}
HINT = operation(
    "hint_to_agent",
    "Tell the agent of a live call something; the caller does not hear it. 200 once the agent's connection took it",
    parameters=[ID],
    requestBody=taking("NewHint"),
    responses={
        "200": answer("The agent was told.", "HintTaken"),
        **refusals(_404="NotFound", _409="NobodyToTell", _422="Invalid", _504="HintUnknown"),
    },
)
PATHS: dict[str, Any] = {"/api/conversation/{id}/hint": {"post": HINT}}
