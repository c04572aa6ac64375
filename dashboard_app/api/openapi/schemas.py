"""Schemas, parameters and errors that many operations share."""

from typing import Any

from db.models.analysis import ANALYSIS_STATUSES, ANALYSIS_TYPES, CERTAINTIES, LEDGER_KINDS
from db.models.conversation import BY_STAFF, DIRECTIONS, END_REASONS, MODES, STATUSES
from db.models.event import EVENT_TYPES
from db.models.experiment import SIDES
from db.models.sound import FIGURES
from db.queries.metrics.keys import ENDINGS, STAYED_SECONDS, WAITS_MS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
UUID: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
WHOLE: Schema = {"type": "integer"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
FREE: Schema = {"type": "object", "additionalProperties": True}
MONEY: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["0.0123"]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def listing(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def one_of(values: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(values)}


def record(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


LISTED: dict[str, Schema] = {
    "id": UUID,
    "twilio_call_sid": maybe(TEXT),
    "elevenlabs_conversation_id": maybe(TEXT),
    "direction": one_of(DIRECTIONS),
    "phone_number": {
        **maybe(TEXT),
        "description": "Of the other side. `erased` where it was kept long enough (see `words_erased_at`).",
    },
    "called_number": maybe(TEXT),
    "status": one_of(STATUSES),
    "end_reason": maybe(one_of(END_REASONS)),
    "ended_by": maybe(one_of((BY_STAFF,))),
    "mode": one_of(MODES),
    "is_test": FLAG,
    "is_simulated": FLAG,
    "language": maybe(TEXT),
    "started_at": MOMENT,
    "answered_at": maybe(MOMENT),
    "forwarded_at": maybe(MOMENT),
    "forwarded_to": maybe(TEXT),
    "ended_at": maybe(MOMENT),
    "words_erased_at": {
        **maybe(MOMENT),
        "description": "When number and words went because the organization keeps them no longer; the figures stay.",
    },
    "duration_seconds": maybe(WHOLE),
    "experiment": {
        **maybe(record(id=UUID, side=one_of(SIDES))),
        "description": "The experiment in which the call took part, and whose agent answered: `a` the usual one, `b` the other.",
    },
    "analyses": listing(ref("Analysis")),
    "costs": listing(ref("Cost")),
}
FIGURE: Schema = {"type": ["number", "string", "null"]}

MATCH: Schema = record(
    position=WHOLE,
    role=one_of(("agent", "user")),
    pieces=listing(record(text=TEXT, is_found=FLAG)),
)
METRIC: dict[str, Schema] = {
    "metric": TEXT,
    "title": TEXT,
    "definition": TEXT,
    "exclusions": TEXT,
    "freshness": TEXT,
    "unit": TEXT,
    "better": maybe(TEXT),
    "minimum_n": WHOLE,
    "parts": listing(one_of(("numerator", "denominator", "rest"))),
}
MEASURED: dict[str, Schema] = {
    "value": FIGURE,
    "n": WHOLE,
    "numerator": WHOLE,
    "is_few": FLAG,
    "currency": TEXT,
    "unknown_lines": WHOLE,
    "interval": maybe(record(low=FIGURE, high=FIGURE, confidence={"type": "number"}, method=TEXT)),
}
OPTIONAL = ("numerator", "currency", "unknown_lines")
PERIOD: dict[str, Schema] = {"from": maybe(MOMENT), "to": maybe(MOMENT)}

SCHEMAS: dict[str, Schema] = {
    "Error": record(
        error=record(("details",), code=TEXT, message=TEXT, details=listing(record(field=TEXT, message=TEXT)))
    ),
    "ListedConversation": record(("match",), **LISTED, match=maybe(MATCH)),
    "Conversation": record(**LISTED, facts=FREE, turns=listing(ref("Turn")), events=listing(ref("Event"))),
    "ConversationPage": record(items=listing(ref("ListedConversation")), next=maybe(TEXT)),
    "Turn": record(
        position=WHOLE,
        role=one_of(("agent", "user")),
        text=TEXT,
        full_text=maybe(TEXT),
        is_interrupted=FLAG,
        started_ms=maybe(WHOLE),
        ended_ms=maybe(WHOLE),
    ),
    "Analysis": record(
        id=UUID,
        analysis_type=one_of(ANALYSIS_TYPES),
        status=one_of(ANALYSIS_STATUSES),
        progress={"type": "number"},
        results=maybe(FREE),
        error=maybe(FREE),
        version=TEXT,
        model=maybe(TEXT),
        usage=maybe(FREE),
        created_at=MOMENT,
        started_at=maybe(MOMENT),
        finished_at=maybe(MOMENT),
    ),
    "Cost": record(
        kind=one_of(LEDGER_KINDS),
        reference=TEXT,
        amount=maybe(MONEY),
        currency=TEXT,
        certainty=one_of(CERTAINTIES),
        occurred_at=MOMENT,
        details=FREE,
    ),
    "Event": record(
        id=WHOLE, type=one_of((*EVENT_TYPES, "ping")), conversation_id=maybe(UUID), at=MOMENT, data=FREE
    ),
    "AnalysisStarted": record(job_id=UUID, status_url=TEXT),
    "AnalysisState": record(
        ("job_id", "model", "version", "created_at", "finished_at"),
        status=one_of(("none", *ANALYSIS_STATUSES)),
        progress={"type": "number"},
        error=maybe(FREE),
        result=maybe(FREE),
        job_id=UUID,
        model=maybe(TEXT),
        version=TEXT,
        created_at=MOMENT,
        finished_at=maybe(MOMENT),
    ),
    "Metric": record(**METRIC),
    "MetricDictionary": record(items=listing(ref("Metric"))),
    "Measured": record(OPTIONAL, **MEASURED),
    "MetricValue": record(
        (*OPTIONAL, "before", "groups"),
        **METRIC,
        **MEASURED,
        **PERIOD,
        before=maybe(record(OPTIONAL, **MEASURED, **PERIOD)),
        groups=listing({"type": "object", "additionalProperties": True, "allOf": [ref("Measured")]}),
    ),
    "AgentVersions": record(
        items=listing(
            record(
                version=TEXT,
                first_call_at=MOMENT,
                before=record(**PERIOD),
                after=record(**PERIOD),
                other_versions=listing(TEXT),
                metrics=listing(
                    record(
                        metric=TEXT,
                        before=ref("Measured"),
                        after=ref("Measured"),
                        difference={"type": ["number", "null"]},
                        interval=MEASURED["interval"],
                        is_clear=FLAG,
                    )
                ),
            )
        )
    ),
    "TestCall": record(
        ("to", "script"), kind=one_of(("simulated", "phone", "browser")), to=TEXT, script=TEXT
    ),
    "TestCallPlaced": record(("stream",), conversation_id=UUID, stream=ref("BrowserStream")),
    "Comparison": record(
        original=UUID,
        is_same={"type": "boolean"},
        end_reasons={"type": "object"},
        tolerance_ms={"type": "integer"},
        lines=listing({"type": "object"}),
    ),
    "BrowserStream": record(path=TEXT, call_sid=TEXT, token=TEXT),
    "TakenOver": record(conversation_id=UUID, status=one_of(("transferring", "hanging_up"))),
    "TestCallScripts": record(items=listing(record(name=TEXT, title=TEXT, language=TEXT))),
    "Waveform": record(
        conversation_id=UUID,
        duration_ms=WHOLE,
        bucket_ms=WHOLE,
        lanes=record(caller=listing(SHARE), agent=listing(SHARE)),
        regions=listing(ref("SoundRegion")),
        gaps=listing(ref("HeardGap")),
        quality=record(
            score=WHOLE,
            reasons=listing(record(code=TEXT, points=WHOLE, value={"type": "number"})),
        ),
        figures=record(**{name: {"type": ["number", "null"]} for name in FIGURES}),
        version=TEXT,
    ),
    "SoundRegion": record(
        ("side", "owner", "stopped_after_ms"),
        kind=one_of(("speech", "silence", "interruption", "backchannel", "clipped", "lost")),
        side=one_of(("caller", "agent")),
        owner=one_of(("agent", "caller", "hold", "bridge")),
        start_ms=WHOLE,
        stop_ms=WHOLE,
        stopped_after_ms=WHOLE,
    ),
    "HeardGap": record(caller_stopped_ms=WHOLE, agent_started_ms=WHOLE, gap_ms=WHOLE, position=maybe(WHOLE)),
    "Liveness": record(status=TEXT),
    "Readiness": record(
        status=TEXT,
        dependencies={"type": "object", "additionalProperties": record(("error",), status=TEXT, error=TEXT)},
    ),
}


def problem(description: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": ref("Error")}}}


RESPONSES: dict[str, Schema] = {
    "InProgress": problem("A call with this key is being placed."),
    "OutcomeUnknown": problem(
        "The carrier has not said whether it calls (`outcome_unknown`). The same Idempotency-Key finds out, without a second call."
    ),
    "DailyCap": problem("No more telephone test calls are allowed today."),
    "Unauthenticated": problem("Not signed in, and no valid bearer token."),
    "Forbidden": problem(
        "Your role does not allow this, the signature is wrong, or the request comes from another site."
    ),
    "BadSignature": problem("The signature is missing, wrong, or too old."),
    "Unreadable": problem("The body is not what it should be: it names no call, or is no post-call event."),
    "TooLarge": problem("The body is too large."),
    "Draining": problem("The process is stopping, and takes no new calls."),
    "NotFound": problem("Not found."),
    "Conflict": problem(
        "What is there is not in the state for this: an analysis runs, a call is not over, an experiment is."
    ),
    "NotLive": problem("The call is over, already with a person, or there is nobody to transfer it to."),
    "NotRecorded": problem("There is no recording yet: the call is running, or its sound is being stored."),
    "Gone": problem("The recording was deleted."),
    "OverBudget": problem("The analysis would exceed the daily or monthly budget."),
    "Invalid": problem("A parameter or the body is not valid; `details` says which and why."),
    "Unavailable": problem("A dependency does not answer. Try again later."),
}


def parameter(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


READ_BY_RULES = {
    "intent": "What the caller wanted",
    "service": "A service that was asked for",
    "urgency": "How urgent it is",
    "outcome": "How the call ended, as the rules read it",
    "sentiment": "How the caller felt, by the words",
    "stage": "Where an abandoned call was lost",
    "reason": "How an abandoned call broke off",
    "step": "The furthest step of the sector's funnel that was proved, from 1; 0 for none",
}


def scale(words: str, ends: tuple[int, ...]) -> str:
    """A measure's places: 0 is below the first of `ends`."""
    below = ", ".join(f"{place} below {end}" for place, end in enumerate(ends))
    return f"{words}: {below}, {len(ends)} from there on; several by commas, `unknown` where it was not measured."


PARAMETERS: dict[str, Schema] = {
    "id": {"name": "id", "in": "path", "required": True, "description": "A conversation.", "schema": UUID},
    "from": parameter("from", "A day, or a time; included.", TEXT),
    "to": parameter("to", "A day, included; or a time, excluded.", TEXT),
    "status": parameter("status", f"Of {', '.join(STATUSES)}; several by commas.", TEXT),
    "direction": parameter("direction", f"Of {', '.join(DIRECTIONS)}.", TEXT),
    "language": parameter("language", "Language codes by commas.", TEXT),
    "end_reason": parameter("end_reason", f"Of {', '.join(END_REASONS)}; several by commas.", TEXT),
    "agent": parameter("agent", "Ids of agents by commas.", TEXT),
    "called": parameter(
        "called",
        "Numbers of the organization that were called or that rang the caller, by commas; `unknown` for calls without one.",
        TEXT,
    ),
    "version": parameter(
        "version", "Versions of the agent's settings, by commas; `unknown` for calls without one.", TEXT
    ),
    **{
        name: parameter(name, f"{words}; several by commas, `unknown` for calls without one.", TEXT)
        for name, words in READ_BY_RULES.items()
    },
    "wait": parameter("wait", scale("The call's median wait for an answer, in milliseconds", WAITS_MS), TEXT),
    "stay": parameter("stay", scale("From the answer to the end, in seconds", STAYED_SECONDS), TEXT),
    "ending": parameter("ending", f"Of {', '.join(ENDINGS)}; several by commas.", TEXT),
    "weekday": parameter("weekday", "From Monday, 1, to Sunday, 7, on the organization's clock.", TEXT),
    "hour": parameter("hour", "From 0 to 23 on the organization's clock.", TEXT),
    "named": parameter("id", "Calls by their ids, at most 200, by commas.", TEXT),
    "tag": parameter("tag", "Tags by commas; calls that have one of them.", TEXT),
    "experiment": parameter(
        "experiment", "Ids of experiments by commas; calls that took part in one of them.", TEXT
    ),
    "side": parameter(
        "side",
        "Calls of this side of an experiment: `a` had the usual agent, `b` the other; `unknown`: calls of none.",
        TEXT,
    ),
    "is_checked": parameter("is_checked", "Only reviewed calls, or only others.", FLAG),
    "is_test": parameter("is_test", "Only test calls, or only others.", FLAG),
    "is_staff": parameter("is_staff", "Only calls from the staff's numbers, or only others.", FLAG),
    "is_simulated": parameter("is_simulated", "Only simulated calls, or only others.", FLAG),
    "phone": parameter("phone", "The other side's number.", TEXT),
    "q": parameter(
        "q", "Words that were said, or part of a number.", {**TEXT, "minLength": 2, "maxLength": 200}
    ),
}
PARAMETERS |= {
    "counted_by": parameter("metric", "Only the calls that this metric of `/api/metrics` counts.", TEXT),
    "part": parameter(
        "part",
        "Which of them; `rest`: those of a rate that are no hits.",
        one_of(("numerator", "denominator", "rest")),
    ),
}
FILTERS = [{"$ref": f"#/components/parameters/{name}"} for name in PARAMETERS if name != "id"]
