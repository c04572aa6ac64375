"""What is kept of a caller, and that it goes."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, answer, operation, refusals
from dashboard_app.api.openapi.schemas import (
    MOMENT,
    TEXT,
    UUID,
    WHOLE,
    Schema,
    listing,
    maybe,
    one_of,
    record,
    ref,
)
from db.models.erasure import ERASURE_SCOPES, ERASURE_STATES, ERASURE_TROUBLES

ERASURE: dict[str, Schema] = {
    "id": {**UUID, "description": "The number of the receipt."},
    "erased_at": {**MOMENT, "description": "When it was asked for."},
    "ended_at": maybe(MOMENT),
    "email": {**maybe(TEXT), "description": "Who asked; null where a command did."},
    "scope": one_of(ERASURE_SCOPES),
    "state": one_of(ERASURE_STATES),
    "total": {**WHOLE, "description": "Calls that were over when it was asked for."},
    "calls": {**WHOLE, "description": "Erased so far."},
    "recordings": {**WHOLE, "description": "Of these, with their sound."},
    "running": {**WHOLE, "description": "Calls that had not ended when it was over: they stay."},
    "trouble": {
        **maybe(one_of(ERASURE_TROUBLES)),
        "description": "Why it does not go on just now; it is tried again each minute.",
    },
}
SCHEMAS: dict[str, Schema] = {
    "Kept": record(
        calls=WHOLE,
        running={**WHOLE, "description": "Of the calls, those that still run: they stay."},
        turns=WHOLE,
        analyses=WHOLE,
        recordings=WHOLE,
        follow_ups=WHOLE,
        notes=WHOLE,
        views={**WHOLE, "description": "Saved filters that name the number."},
        first_call_at=maybe(MOMENT),
        last_call_at=maybe(MOMENT),
    ),
    "Erasable": record(
        call=ref("Kept"),
        caller={**maybe(ref("Kept")), "description": "Null where the number was hidden."},
        under_way={**maybe(UUID), "description": "The erasure of either that goes on."},
    ),
    "Erasure": record(**ERASURE),
    "ErasureOrdered": record(
        job_id={**maybe(TEXT), "description": "Null while the queue is away: it is carried out later."},
        status_url=TEXT,
        **ERASURE,
    ),
    "Erasures": record(items=listing(ref("Erasure"))),
}


def erasing(name: str, summary: str) -> dict[str, Any]:
    return operation(
        name,
        summary,
        parameters=[ID],
        responses={
            "202": answer("The workers carry it out.", "ErasureOrdered"),
            **refusals(_404="NotFound", _409="Conflict"),
        },
    )


ERASE_CALL = erasing(
    "erase_conversation", "Erase a call for good, with everything kept of it (administrators)"
)
ERASURE_ID = {"name": "erasure_id", "in": "path", "required": True, "schema": UUID}
PATHS: dict[str, Any] = {
    "/api/conversation/{id}/erasure": {
        "get": operation(
            "show_erasable",
            "What would go if the call, or everything of its caller, were erased",
            parameters=[ID],
            responses={"200": answer("It.", "Erasable"), **refusals(_404="NotFound")},
        )
    },
    "/api/conversation/{id}/caller": {
        "delete": erasing(
            "erase_caller", "Erase all calls of this call's number for good (administrators; GDPR article 17)"
        )
    },
    "/api/erasures": {
        "get": operation(
            "list_erasures",
            "The newest fifty erasures, with their receipts (administrators)",
            responses={"200": answer("They say nothing about whose data it was.", "Erasures"), **refusals()},
        )
    },
    "/api/erasures/{erasure_id}": {
        "get": operation(
            "show_erasure",
            "How far an erasure is, and afterwards its receipt (administrators)",
            parameters=[ERASURE_ID],
            responses={"200": answer("It.", "Erasure"), **refusals(_404="NotFound")},
        )
    },
}
