"""Actions on all calls that filters select, with progress."""

from typing import Any

from dashboard_app.api.openapi.many_calls import PRICES
from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    TEXT,
    UUID,
    WHOLE,
    Schema,
    maybe,
    one_of,
    record,
    ref,
)
from db.actions.follow_ups import MAX_NOTE_CHARACTERS
from db.models.annotation import MAX_TAG_CHARACTERS
from db.models.bulk_order import BULK_ACTIONS, BULK_STATES

HOW = ("now", "batch")
FILTERS: Schema = {
    "type": "object",
    "additionalProperties": TEXT,
    "description": "As they stand in the address of `/calls`, and as `GET /api/conversations` takes them. Test calls are left out, but with "
    "`tests` (`only`, `all`).",
    "examples": [{"intent": "book_appointment", "from": "2026-11-01"}],
}
SCHEMAS: dict[str, Schema] = {
    "Filtered": record(("filters",), filters=FILTERS),
    "NewBulkOrder": record(
        ("filters", "tag", "assigned_to", "note", "how"),
        action=one_of(BULK_ACTIONS),
        filters=FILTERS,
        tag={**TEXT, "maxLength": MAX_TAG_CHARACTERS},
        assigned_to={**maybe(UUID), "description": "Assignee of the follow-ups."},
        note={**TEXT, "maxLength": MAX_NOTE_CHARACTERS},
        how={
            **one_of(HOW),
            "description": "For analyses. `batch`: by the model's Batch API, at half the price, within 24 hours.",
        },
    ),
    "BulkEstimate": record(
        total={**WHOLE, "description": "Calls that the filters select."},
        able={
            **WHOLE,
            "description": "Finished calls among the newest of them, with words, that no model has analysed.",
        },
        most_analysed={**WHOLE, "description": "The maximum of analyses per order."},
        **PRICES,
    ),
    "BulkOrder": record(
        id=UUID,
        action=one_of(BULK_ACTIONS),
        tag=maybe(TEXT),
        how=maybe(one_of(HOW)),
        state=one_of(BULK_STATES),
        total={**WHOLE, "description": "Calls when it was given."},
        seen={**WHOLE, "description": "Calls looked at so far."},
        done=WHOLE,
        unchanged={**WHOLE, "description": "They were so before."},
        refused={
            "type": "object",
            "additionalProperties": WHOLE,
            "description": "Number of calls left out, by reason code.",
        },
    ),
}
ORDER_ID = {"name": "order_id", "in": "path", "required": True, "schema": UUID}


def about(name: str, summary: str) -> dict[str, Any]:
    return operation(
        name,
        summary,
        parameters=[ORDER_ID],
        responses={"200": answer("As it is now.", "BulkOrder"), **refusals(_404="NotFound")},
    )


PATHS: dict[str, Any] = {
    "/api/conversations/orders": {
        "post": operation(
            "order_for_conversations",
            "Tag, mark as reviewed or analyse all calls that filters select; carried out by the workers",
            requestBody=taking("NewBulkOrder"),
            responses={"202": answer("It has been given.", "BulkOrder"), **refusals(_422="Invalid")},
        )
    },
    "/api/conversations/orders/estimate": {
        "post": operation(
            "estimate_order",
            "The number of calls that filters select, and the price of analysing them",
            requestBody=taking("Filtered"),
            responses={"200": answer("Both.", "BulkEstimate"), **refusals(_422="Invalid")},
        )
    },
    "/api/conversations/orders/newest": {
        "get": operation(
            "show_newest_order",
            "The reader's newest order, or null",
            responses={"200": answer("It.", "NewestBulkOrder"), **refusals()},
        )
    },
    "/api/conversations/orders/{order_id}": {"get": about("show_order", "How far an order is")},
    "/api/conversations/orders/{order_id}/stop": {
        "post": about("stop_order", "Stop an order; what is done stays done")
    },
}
SCHEMAS["NewestBulkOrder"] = record(order=maybe(ref("BulkOrder")))
