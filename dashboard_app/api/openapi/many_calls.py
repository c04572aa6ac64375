"""One action on several calls."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    FLAG,
    MONEY,
    TEXT,
    UUID,
    Schema,
    listing,
    maybe,
    one_of,
    record,
)
from dashboard_app.filters import MAX_CALL_IDS
from dashboard_app.many_calls import ACTIONS
from db.actions.follow_ups import MAX_NOTE_CHARACTERS
from db.models.annotation import MAX_TAG_CHARACTERS

ACT = operation(
    "act_on_conversations",
    "Tag calls, mark them as reviewed, open follow-ups, or start AI analyses within the budget",
    requestBody=taking("ManyCalls"),
    responses={"200": answer("The result for each call.", "ManyCallsDone"), **refusals(_422="Invalid")},
)
PRICES: dict[str, Schema] = {
    "cost_eur": {**MONEY, "description": "The highest price of the analyses, one by one."},
    "is_within_budget": FLAG,
    "batch_cost_eur": {**MONEY, "description": "Their highest price as a batch."},
    "is_batch_within_budget": FLAG,
    "may_lack_batch": {
        **FLAG,
        "description": "The model runs on a server without a Batch API: each analysis is sent by itself, at full price.",
    },
    "left_eur": {
        "type": "object",
        "additionalProperties": MONEY,
        "description": "Of each budget: `day`, `month`.",
    },
}
SCHEMAS: dict[str, Schema] = {
    "ManyCalls": record(
        ("tag", "assigned_to", "note"),
        action={
            **one_of(tuple(ACTIONS)),
            "description": "`untag`, `uncheck` and `dismiss_follow_up` undo; `estimate` returns the price of `analyse`.",
        },
        ids={**listing(UUID), "minItems": 1, "maxItems": MAX_CALL_IDS},
        tag={**TEXT, "maxLength": MAX_TAG_CHARACTERS},
        assigned_to={**maybe(UUID), "description": "Assignee of the follow-ups."},
        note={**TEXT, "maxLength": MAX_NOTE_CHARACTERS},
    ),
    "ManyCallsDone": record(
        tuple(PRICES),
        action=one_of(tuple(ACTIONS)),
        done={
            **listing(UUID),
            "description": "Changed by this request; the opposite action undoes it.",
        },
        changed={**listing(UUID), "description": "Also changed: open follow-ups that were reassigned."},
        unchanged={**listing(UUID), "description": "They were so before."},
        refused=listing(record(id=UUID, code=TEXT)),
        **PRICES,
    ),
}
PATHS: dict[str, Any] = {"/api/conversations/actions": {"post": ACT}}
