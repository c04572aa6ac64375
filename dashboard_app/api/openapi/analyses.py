"""AI analyses of a call, what they can be made with, two of them compared; and how far people agree with them."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, answer, operation, refusals
from dashboard_app.api.openapi.schemas import (
    FLAG,
    FREE,
    MOMENT,
    MONEY,
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
from db.models.analysis import ANALYSIS_STATUSES, CERTAINTIES
from db.models.annotation import REVIEW_KINDS
from db.queries.comparing import KINDS, PARTS

NUMBER: Schema = {"type": "number"}

VERSIONS = operation(
    "list_ai_analyses",
    "All AI analyses of a conversation, newest first: none replaces another",
    parameters=[ID],
    responses={"200": answer("The analyses.", "AnalysisVersions"), **refusals(_404="NotFound")},
)
COMPARISON = operation(
    "compare_ai_analyses",
    "Compare two AI analyses of a conversation; by default the two newest complete ones",
    parameters=[
        ID,
        parameter("left", "The id of an analysis.", UUID),
        parameter("right", "The id of another.", UUID),
    ],
    responses={
        "200": answer("Claim by claim.", "AnalysisComparison"),
        **refusals(_404="NotFound", _422="Invalid"),
    },
)
OFFERS = operation(
    "list_ai_analysis_offers",
    "Available prompts and models for an analysis, the highest price of each, and what is left of the budgets",
    parameters=[ID],
    responses={
        "200": answer("The first one is the default.", "AnalysisOffers"),
        **refusals(_404="NotFound"),
    },
)
CALIBRATION = operation(
    "show_calibration",
    "Agreement between people and analyses, by criterion, class or claim, version and model; test calls do not count",
    parameters=[
        parameter("since", "Marks from then on.", MOMENT),
        parameter("until", "Marks before then.", MOMENT),
    ],
    responses={"200": answer("Kappa and confusion.", "Calibration"), **refusals(_422="Invalid")},
)

PRICE = record(amount=maybe(MONEY), currency=TEXT, certainty=one_of(CERTAINTIES))
SIDE = maybe(record(value=TEXT, why=TEXT, turns=listing(WHOLE)))
SCHEMAS: dict[str, Schema] = {
    "AnalysisChoice": record(("prompt", "model"), prompt=TEXT, model=TEXT),
    "AnalysisVersions": record(items=listing(ref("AnalysisVersion"))),
    "AnalysisVersion": record(
        id=UUID,
        status=one_of(ANALYSIS_STATUSES),
        error=maybe(FREE),
        prompt=maybe(TEXT),
        version=TEXT,
        model=maybe(TEXT),
        created_at=MOMENT,
        finished_at=maybe(MOMENT),
        latency_ms=maybe(WHOLE),
        tokens=maybe(WHOLE),
        proven=maybe(WHOLE),
        dropped=maybe(WHOLE),
        cost=PRICE,
    ),
    "AnalysisComparison": record(
        left=ref("AnalysisVersion"),
        right=ref("AnalysisVersion"),
        counts=record(**dict.fromkeys(KINDS, WHOLE)),
        changes=listing(record(part=one_of(PARTS), name=TEXT, change=one_of(KINDS), left=SIDE, right=SIDE)),
    ),
    "AnalysisOffers": record(
        items=listing(record(prompt=TEXT, version=TEXT, model=TEXT, at_most=PRICE)),
        budgets=listing(record(period=one_of(("day", "month")), limit=MONEY, spent=MONEY, currency=TEXT)),
    ),
    "Calibration": record(
        items=listing(
            record(
                kind=one_of(REVIEW_KINDS),
                subject=TEXT,
                version=TEXT,
                model=TEXT,
                n=WHOLE,
                observed=maybe(NUMBER),
                kappa=maybe(NUMBER),
                interval=maybe(record(low=NUMBER, high=NUMBER, confidence=NUMBER)),
                has_enough=FLAG,
                is_unreliable=FLAG,
                confusion=listing(record(said=TEXT, judged=TEXT, count=WHOLE)),
            )
        ),
        reliable_from=NUMBER,
        fewest_marks=WHOLE,
    ),
}
PATHS: dict[str, Any] = {
    "/api/conversation/{id}/ai-analyses": {"get": VERSIONS},
    "/api/conversation/{id}/ai-analyses/comparison": {"get": COMPARISON},
    "/api/conversation/{id}/ai-analyses/offers": {"get": OFFERS},
    "/api/calibration": {"get": CALIBRATION},
}
