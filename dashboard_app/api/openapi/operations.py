"""Routes called by people and their programs."""

from typing import Any

from dashboard_app.api.openapi.erasures import ERASE_CALL
from dashboard_app.api.openapi.parts import ID, Operation, answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import FILTERS, FLAG, TEXT, WHOLE, parameter, ref
from db.queries.metrics.keys import ASKABLE

SOUND: Operation = {
    "description": "The sound.",
    "content": {"audio/flac": {"schema": {"type": "string", "format": "binary"}}},
}


LIST = operation(
    "list_conversations",
    "A page of conversations, newest first, or all of them as a file",
    parameters=[
        *FILTERS,
        parameter("limit", "How many at most.", {**WHOLE, "minimum": 1, "maximum": 200, "default": 50}),
        parameter("next", "The `next` of the page before.", TEXT),
        parameter(
            "format",
            "Files contain everything, whatever `limit` says.",
            {**TEXT, "enum": ["json", "csv", "xlsx", "parquet"]},
        ),
    ],
    responses={
        "200": {
            "description": "The page, or the file.",
            "content": {
                "application/json": {"schema": ref("ConversationPage")},
                "text/csv": {"schema": TEXT},
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
                "application/vnd.apache.parquet": {},
            },
        },
        **refusals(_422="Invalid"),
    },
)
SHOW = operation(
    "show_conversation",
    "One conversation: facts, turns, analyses, costs, events",
    parameters=[ID],
    responses={"200": answer("The conversation.", "Conversation"), **refusals(_404="NotFound")},
)
ANALYSE = operation(
    "start_ai_analysis",
    "Start an AI analysis; an optional body chooses prompt and model",
    parameters=[ID],
    requestBody={"content": {"application/json": {"schema": ref("AnalysisChoice")}}},
    responses={
        "202": answer("It waits for a worker.", "AnalysisStarted"),
        **refusals(_402="OverBudget", _404="NotFound", _409="Conflict", _422="Invalid"),
    },
)
ANALYSIS = operation(
    "show_ai_analysis",
    "The state of the newest AI analysis, and the newest result",
    parameters=[ID],
    responses={"200": answer("State and result.", "AnalysisState"), **refusals(_404="NotFound")},
)
RECORDING = operation(
    "hear_recording",
    "The recording: caller left, agent right. Supports `Range` requests",
    parameters=[ID],
    responses={
        "200": SOUND,
        "206": {**SOUND, "description": "The part that was asked for."},
        **refusals(_404="NotFound", _409="NotRecorded", _410="Gone"),
    },
)
FORGET = operation(
    "delete_recording",
    "Permanently delete the recording (administrators and supervisors). Its measurements stay",
    parameters=[ID],
    responses={
        "204": {"description": "It is gone."},
        **refusals(_404="NotFound", _409="NotRecorded"),
    },
)
WAVEFORM = operation(
    "show_waveform",
    "The waveform of a recording and its measurements: peaks, regions, response gaps, sound quality",
    parameters=[
        ID,
        parameter(
            "buckets",
            "The maximum number of values per channel.",
            {**WHOLE, "minimum": 10, "maximum": 4000, "default": 1000},
        ),
    ],
    responses={
        "200": answer("The waveform.", "Waveform"),
        **refusals(_404="NotFound", _409="NotRecorded", _410="Gone", _422="Invalid"),
    },
)
DICTIONARY = operation(
    "list_metrics",
    "The metric dictionary",
    responses={"200": answer("What each metric means.", "MetricDictionary"), **refusals()},
)
METRIC = operation(
    "show_metric",
    "A metric with sample size and interval, over time and by trait; test and staff calls count only on request",
    parameters=[
        {"name": "metric", "in": "path", "required": True, "schema": TEXT},
        *FILTERS,
        parameter("compare", "Also the same weekdays before.", FLAG),
        parameter("by", f"Also the value for each; one or two of {', '.join(ASKABLE)}, by a comma.", TEXT),
    ],
    responses={"200": answer("The value.", "MetricValue"), **refusals(_404="NotFound", _422="Invalid")},
)
VERSIONS = operation(
    "list_agent_versions",
    "Versions of the agent's settings that went live in the period, with metrics before and after",
    parameters=[
        *FILTERS,
        parameter(
            "days", "How far to look on each side.", {**WHOLE, "minimum": 1, "maximum": 90, "default": 14}
        ),
        parameter("metrics", "Names of up to eight metrics, by commas.", TEXT),
    ],
    responses={"200": answer("Oldest first.", "AgentVersions"), **refusals(_422="Invalid")},
)
TEST_CALL = operation(
    "place_test_call",
    "Place a test call: simulated, a real one through the carrier, or with this browser as the telephone",
    parameters=[
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "A request of the same member with the same key within a day returns the same call, and never rings a telephone twice.",
            "schema": TEXT,
        }
    ],
    requestBody=taking("TestCall"),
    responses={
        "202": answer("It is being placed.", "TestCallPlaced"),
        **refusals(_422="Invalid", _409="InProgress", _429="DailyCap", _504="OutcomeUnknown"),
    },
)
SCRIPTS = operation(
    "list_test_call_scripts",
    "The dialogues that a simulated test call can play: those of the line of business",
    responses={"200": answer("Their names and titles.", "TestCallScripts"), **refusals()},
)
TRANSFER = operation(
    "transfer_call",
    "Transfer a live call to a person",
    parameters=[ID],
    responses={"202": answer("It rings.", "TakenOver"), **refusals(_404="NotFound", _409="NotLive")},
)
VOICEMAIL = operation(
    "listen_to_voicemail",
    "The voicemail of a call",
    parameters=[ID],
    responses={
        "200": {
            "description": "The sound.",
            "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
        },
        **refusals(_404="NotFound"),
    },
)
HANG_UP = operation(
    "hang_up_call",
    "End a live call",
    parameters=[ID],
    responses={"202": answer("It ends.", "TakenOver"), **refusals(_404="NotFound", _409="NotLive")},
)
REPLAY = operation(
    "replay_call",
    "Replay a finished call with simulated caller and agent through this installation",
    parameters=[ID],
    responses={
        "202": answer("It is being played.", "TestCallPlaced"),
        **refusals(_404="NotFound", _409="NotLive"),
    },
)
COMPARE = operation(
    "compare_replay",
    "Compare a replay with its original, line by line",
    parameters=[ID],
    responses={"200": answer("What has changed.", "Comparison"), **refusals(_404="NotFound", _409="NotLive")},
)
DESCRIPTION = operation(
    "show_description",
    "This document",
    responses={"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {}}}, **refusals()},
)
PAGE = operation(
    "show_reference",
    "This document as a page for people",
    responses={"200": {"description": "A page.", "content": {"text/html": {}}}, **refusals()},
)
LIVE = operation(
    "health_live",
    "Whether this process answers",
    security=[],
    responses={"200": answer("It does.", "Liveness")},
)
READY = operation(
    "health_ready",
    "Whether this process and its dependencies answer",
    security=[],
    responses={
        "200": answer("All do.", "Readiness"),
        "503": answer("The named dependencies do not answer, or take nothing.", "Readiness"),
    },
)
FIGURES = operation(
    "prometheus",
    "Metrics of this process for Prometheus; without a token only from the same machine",
    responses={
        "200": {"description": "Text format.", "content": {"text/plain": {"schema": TEXT}}},
        **refusals(),
    },
)

PATHS: dict[str, Any] = {
    "/api/conversations": {"get": LIST},
    "/api/conversation/{id}": {"get": SHOW, "delete": ERASE_CALL},
    "/api/conversation/{id}/ai-analysis": {"post": ANALYSE, "get": ANALYSIS},
    "/api/conversation/{id}/transfer": {"post": TRANSFER},
    "/api/conversation/{id}/hang-up": {"post": HANG_UP},
    "/api/conversation/{id}/voicemail": {"get": VOICEMAIL},
    "/api/conversation/{id}/recording": {"get": RECORDING, "delete": FORGET},
    "/api/conversation/{id}/waveform": {"get": WAVEFORM},
    "/api/metrics": {"get": DICTIONARY},
    "/api/metrics/{metric}": {"get": METRIC},
    "/api/agent-versions": {"get": VERSIONS},
    "/api/conversation/{id}/replay": {"post": REPLAY, "get": COMPARE},
    "/api/test-calls": {"post": TEST_CALL},
    "/api/test-calls/scripts": {"get": SCRIPTS},
    "/api/openapi.json": {"get": DESCRIPTION},
    "/api/docs": {"get": PAGE},
    "/health/live": {"get": LIVE},
    "/health/ready": {"get": READY},
    "/metrics": {"get": FIGURES},
}
