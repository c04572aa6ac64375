"""Erasing calls and the data of their callers."""

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
    "email": {**maybe(TEXT), "description": "The requesting user; null for the command line."},
    "scope": {
        **one_of(ERASURE_SCOPES),
        "description": "`old`: by itself, number and words of calls whose time was over; their figures stay.",
    },
    "state": one_of(ERASURE_STATES),
    "total": {**WHOLE, "description": "Calls that had ended when the erasure was requested."},
    "calls": {**WHOLE, "description": "Erased so far."},
    "recordings": {**WHOLE, "description": "Of these, with recordings."},
    "running": {**WHOLE, "description": "Calls still running when it finished: they stay."},
    "trouble": {
        **maybe(one_of(ERASURE_TROUBLES)),
        "description": "Why it is blocked at the moment; it is retried every minute.",
    },
}
SCHEMAS: dict[str, Schema] = {
    "Kept": record(
        calls=WHOLE,
        running={**WHOLE, "description": "Calls that are still running: they stay."},
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
        caller={**maybe(ref("Kept")), "description": "Null if the number was withheld."},
        under_way={**maybe(UUID), "description": "The running erasure of either."},
    ),
    "Erasure": record(**ERASURE),
    "ErasureOrdered": record(
        job_id={
            **maybe(TEXT),
            "description": "Null while the queue is down: the order is carried out later.",
        },
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
    "erase_conversation", "Permanently erase a call and everything stored about it (administrators)"
)
ERASURE_ID = {"name": "erasure_id", "in": "path", "required": True, "schema": UUID}
PATHS: dict[str, Any] = {
    "/api/conversation/{id}/erasure": {
        "get": operation(
            "show_erasable",
            "What would be erased with the call, or with its caller",
            parameters=[ID],
            responses={"200": answer("It.", "Erasable"), **refusals(_404="NotFound")},
        )
    },
    "/api/conversation/{id}/caller": {
        "delete": erasing(
            "erase_caller",
            "Permanently erase all calls of this call's number (administrators; GDPR article 17)",
        )
    },
    "/api/erasures": {
        "get": operation(
            "list_erasures",
            "The fifty newest erasures, with their receipts (administrators)",
            responses={"200": answer("They say nothing about whose data it was.", "Erasures"), **refusals()},
        )
    },
    "/api/erasures/{erasure_id}": {
        "get": operation(
            "show_erasure",
            "Progress of an erasure, afterwards its receipt (administrators)",
            parameters=[ERASURE_ID],
            responses={"200": answer("It.", "Erasure"), **refusals(_404="NotFound")},
        )
    },
}
