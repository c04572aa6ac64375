"""What is kept of a caller, and that it goes."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, answer, operation, refusals
from dashboard_app.api.openapi.schemas import MOMENT, WHOLE, Schema, maybe, record, ref

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
        call=ref("Kept"), caller={**maybe(ref("Kept")), "description": "Null where the number was hidden."}
    ),
}


def erasing(name: str, summary: str) -> dict[str, Any]:
    return operation(
        name,
        summary,
        parameters=[ID],
        responses={"200": answer("What there was.", "Kept"), **refusals(_404="NotFound", _409="Conflict")},
    )


ERASE_CALL = erasing(
    "erase_conversation", "Erase a call for good, with everything kept of it (administrators)"
)
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
}
