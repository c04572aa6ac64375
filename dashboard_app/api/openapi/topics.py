"""What callers speak of."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals
from dashboard_app.api.openapi.schemas import MOMENT, SHARE, TEXT, WHOLE, Schema, listing, maybe, record, ref

DAY = {**TEXT, "format": "date"}
DAYS = maybe(record(**{"from": DAY, "to": DAY}))

SHOW = operation(
    "show_topics",
    "What callers have begun to speak of, and what those speak of who did not get what they wanted; counted once a day",
    responses={"200": answer("Before the first count nulls and empty lists.", "Topics"), **refusals()},
)
PATHS: dict[str, Any] = {"/api/topics": {"get": SHOW}}
SCHEMAS: dict[str, Schema] = {
    "Topics": record(
        counted_at=maybe(MOMENT),
        recent=DAYS,
        earlier=DAYS,
        languages=listing(TEXT),
        rising=listing(ref("Topic")),
        unmet=listing(ref("Topic")),
    ),
    "Topic": record(
        phrase={**TEXT, "description": 'In quotation marks, the list of calls finds its calls: `q="…"`.'},
        language=TEXT,
        also=listing(TEXT),
        service=maybe({**TEXT, "description": "That of at least half of its callers' calls."}),
        share={
            **SHARE,
            "description": "Of the callers of the recent days, or of those with unmet wishes, who say it.",
        },
        other_share={**SHARE, "description": "Of the callers of the earlier days, or of the other callers."},
        calls={
            **WHOLE,
            "description": "Calls of the recent days, or with unmet wishes, in which either side mentions it.",
        },
    ),
}
