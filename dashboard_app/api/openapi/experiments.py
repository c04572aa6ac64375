"""Experiments: two agents compared by split traffic."""

from typing import Any, get_args

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    FLAG,
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
from db.experiments import LEAST_DIFFERENCE, MOST_DIFFERENCE, Verdict
from db.models.experiment import (
    END_CAUSES,
    EXPERIMENT_STATES,
    LEAST_SHARE,
    MAX_EXPERIMENT_NAME_CHARACTERS,
    MOST_SHARE,
)

NUMBER: Schema = {"type": "number"}
USUAL: Schema = {**TEXT, "description": "The provider's id of the agent; empty for that of the environment."}
METRIC = {**TEXT, "description": "A rate of `GET /api/metrics`, also of the line of business."}
DIFFERENCE: Schema = {
    **NUMBER,
    "minimum": LEAST_DIFFERENCE,
    "maximum": MOST_DIFFERENCE,
    "description": "Worth knowing, in either direction: 0.05 are five points.",
}
SHARE: Schema = {
    **WHOLE,
    "minimum": LEAST_SHARE,
    "maximum": MOST_SHARE,
    "description": "Of callers that the other agent answers, in percent.",
}
NEW: dict[str, Schema] = {
    "name": {**TEXT, "minLength": 1, "maxLength": MAX_EXPERIMENT_NAME_CHARACTERS},
    "usual_agent": USUAL,
    "other_agent": {**TEXT, "description": "The provider's id of the agent that is tried."},
    "share_percent": SHARE,
    "metric": METRIC,
    "smallest_difference": DIFFERENCE,
}
PLAN: dict[str, Schema] = {
    "planned_usual": WHOLE,
    "planned_other": WHOLE,
    "rate_before": {
        **maybe(NUMBER),
        "description": "Of the last four weeks; null where there were no calls.",
    },
}
COUNTS = record(usual_hits=WHOLE, usual_calls=WHOLE, other_hits=WHOLE, other_calls=WHOLE)
KEPT: dict[str, Schema] = {
    "id": UUID,
    **NEW,
    **PLAN,
    "status": {
        **one_of(EXPERIMENT_STATES),
        "description": "`paused`: the other agent failed more often, and all callers have the usual one.",
    },
    "end_cause": {
        **maybe(one_of(END_CAUSES)),
        "description": "`complete`: the planned calls were there; `due`: its date came; `stopped`: by people.",
    },
    "paused_for": {
        **maybe(COUNTS),
        "description": "Failed calls, of all calls of each agent, when it was paused.",
    },
    "found": {
        **maybe(COUNTS),
        "description": "What its metric had counted when it ended: the verdict is of that.",
    },
    "started_at": MOMENT,
    "ends_at": maybe(MOMENT),
    "paused_at": maybe(MOMENT),
    "ended_at": maybe(MOMENT),
}  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "NewExperiment": record(
        ("usual_agent", "ends_at"),
        **NEW,
        ends_at={**maybe(TEXT), "description": "A day, included, or a time."},
    ),
    "ExperimentPlan": record(**PLAN, calls_a_day=NUMBER, days=maybe(WHOLE)),
    "Experiment": record(**KEPT),
    "Experiments": record(items=listing(ref("Experiment"))),
    "ExperimentResult": record(
        **KEPT,
        verdict={
            **one_of(get_args(Verdict)),
            "description": "Of the other agent. `waiting`: it cannot be told before the planned calls are there; `too_few`: it ended before.",
        },
        missing_calls=WHOLE,
        callers=record(a=WHOLE, b=WHOLE),
        is_skewed={
            **FLAG,
            "description": "Callers were split otherwise than planned: do not trust the comparison.",
        },
        metrics={
            **listing(
                record(
                    metric=TEXT,
                    a=ref("Measured"),
                    b=ref("Measured"),
                    difference=maybe({"anyOf": [NUMBER, TEXT]}),
                    interval=maybe({"type": "object", "additionalProperties": True}),
                )
            ),
            "description": "The experiment's own metric first. Of thirty others one or two differ by chance.",
        },
    ),
}
EXPERIMENT_ID = {"name": "experiment_id", "in": "path", "required": True, "schema": UUID}
ONE = "/api/experiments/{experiment_id}"
PATHS: dict[str, Any] = {
    "/api/experiments": {
        "get": operation(
            "list_experiments",
            "All experiments, the newest first",
            responses={"200": answer("They.", "Experiments"), **refusals()},
        ),
        "post": operation(
            "start_experiment",
            "Let another agent answer a share of the callers from now on (administrators)",
            requestBody=taking("NewExperiment"),
            responses={"201": answer("It.", "ExperimentResult"), **refusals(_409="Conflict", _422="Invalid")},
        ),
    },
    "/api/experiments/plan": {
        "get": operation(
            "plan_experiment",
            "How many calls an experiment would need, and about how many days",
            parameters=[
                parameter("usual_agent", str(USUAL["description"]), TEXT),
                {**parameter("metric", "A rate of the metric dictionary.", METRIC), "required": True},
                {
                    **parameter("smallest_difference", str(DIFFERENCE["description"]), DIFFERENCE),
                    "required": True,
                },
                parameter("share_percent", str(SHARE["description"]), SHARE),
            ],
            responses={"200": answer("The plan.", "ExperimentPlan"), **refusals(_422="Invalid")},
        )
    },
    ONE: {
        "get": operation(
            "show_experiment",
            "An experiment and how both agents do",
            parameters=[EXPERIMENT_ID],
            responses={"200": answer("It.", "ExperimentResult"), **refusals(_404="NotFound")},
        )
    },
    f"{ONE}/end": {
        "post": operation(
            "end_experiment",
            "End it: all callers have the usual agent again (administrators)",
            parameters=[EXPERIMENT_ID],
            responses={
                "200": answer("It.", "ExperimentResult"),
                **refusals(_404="NotFound", _409="Conflict"),
            },
        )
    },
    f"{ONE}/resume": {
        "post": operation(
            "resume_experiment",
            "Go on with one that is paused (administrators)",
            parameters=[EXPERIMENT_ID],
            responses={
                "200": answer("It.", "ExperimentResult"),
                **refusals(_404="NotFound", _409="Conflict"),
            },
        )
    },
}
