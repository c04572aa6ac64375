"""Follow-ups, and what people do about them."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    FLAG,
    FREE,
    MOMENT,
    TEXT,
    UUID,
    WHOLE,
    Schema,
    listing,
    maybe,
    one_of,
    parameter,
    record,
    ref,
)
from db.models.follow_up import FOLLOW_UP_KINDS, FOLLOW_UP_STATES

STEPS = ("take", "release", "done", "dismiss", "reopen")
FOLLOW_UPS = operation(
    "list_follow_ups",
    "Follow-ups, most urgent first",
    parameters=[
        parameter("view", "Open ones, mine, or closed ones.", {**TEXT, "enum": ["open", "mine", "closed"]}),
        parameter("kind", "Only those opened for this reason.", one_of(FOLLOW_UP_KINDS)),
        parameter(
            "format",
            "`csv`: a file with all of them; `json`: a page of them, and the total.",
            {**TEXT, "enum": ["json", "csv"]},
        ),
        parameter("limit", "How many at most.", {**WHOLE, "minimum": 1, "maximum": 200, "default": 200}),
        parameter("next", "The `next` of the page before, of the same view.", TEXT),
    ],
    responses={
        "200": {
            "description": "Follow-ups.",
            "content": {
                "application/json": {"schema": ref("FollowUps")},
                "text/csv": {"schema": TEXT},
            },
        },
        **refusals(_422="Invalid"),
    },
)
FOLLOW_UP_STEP = operation(
    "step_follow_up",
    "Take, release, close (done or dismissed) or reopen a follow-up, or say that nobody answered",
    parameters=[
        {"name": "follow_up_id", "in": "path", "required": True, "schema": {**TEXT, "format": "uuid"}},
        {
            "name": "step",
            "in": "path",
            "required": True,
            "description": "`tried`: they were rung back and nobody answered; `untried`: one's own last one was a slip.",
            "schema": {**TEXT, "enum": [*STEPS, "tried", "untried"]},
        },
    ],
    requestBody={"content": {"application/json": {"schema": ref("FollowUpNote")}}},
    responses={
        "200": answer("It is so now.", "FollowUpStep"),
        **refusals(_404="NotFound", _409="Conflict", _422="Invalid"),
    },
)

SCHEMAS: dict[str, Schema] = {
    "FollowUps": record(items=listing(ref("FollowUp")), total=WHOLE, next=maybe(TEXT)),
    "FollowUpsTogether": record(
        ("view", "kind", "note", "until"),
        view=one_of(("open", "mine", "closed")),
        kind=one_of(("", *FOLLOW_UP_KINDS)),
        step=one_of(STEPS),
        note={**TEXT, "maxLength": 1000},
        until={**MOMENT, "description": "Later ones are not included."},
    ),
    "FollowUpsStepped": record(step=one_of(STEPS), done=WHOLE),
    "FollowUp": record(
        id=UUID,
        conversation_id=UUID,
        phone_number=maybe(TEXT),
        kind=one_of(FOLLOW_UP_KINDS),
        rank=WHOLE,
        due_at=MOMENT,
        state=one_of(FOLLOW_UP_STATES),
        note=maybe(TEXT),
        tries={**WHOLE, "description": "How often the caller was rung back and nobody answered."},
        tried_at=maybe({**MOMENT, "description": "When last."}),
        tried_by=maybe({**TEXT, "description": "By whom last."}),
        tried_by_id=maybe(UUID),
        created_at=MOMENT,
        closed_at=maybe(MOMENT),
        closed_by_conversation_id=maybe(UUID),
        assigned_to=maybe(UUID),
        assignee=maybe(TEXT),
        closer=maybe(TEXT),
        started_at=MOMENT,
        is_simulated=FLAG,
        language=maybe(TEXT),
        caller_name=maybe(TEXT),
        plate=maybe(TEXT),
        intent=maybe(TEXT),
        outcome=maybe(TEXT),
        urgency=maybe(TEXT),
        proof=maybe(FREE),
        said=maybe({**TEXT, "description": "The whole turn that `proof` quotes."}),
        promises=maybe(listing(FREE)),
    ),
    "FollowUpNote": record(("note",), note={**TEXT, "maxLength": 1000}),
    "FollowUpStep": record(id=UUID, step=TEXT),
}
ALL_STEP = operation(
    "step_follow_ups",
    "The same for everything that a list shows. Only unassigned ones are taken, only one's own are released",
    requestBody=taking("FollowUpsTogether"),
    responses={"200": answer("With how many.", "FollowUpsStepped"), **refusals(_422="Invalid")},
)
PATHS: dict[str, Any] = {
    "/api/follow-ups/steps": {"post": ALL_STEP},
    "/api/follow-ups": {"get": FOLLOW_UPS},
    "/api/follow-ups/{follow_up_id}/{step}": {"post": FOLLOW_UP_STEP},
}
