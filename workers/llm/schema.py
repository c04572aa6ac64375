"""The schema of a model's answer. It is closed, and every claim must cite the turns that prove it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["success", "failure", "unknown"]
Mood = Literal["negative", "neutral", "positive"]
Moment = Literal["start", "middle", "end"]


class Closed(BaseModel):
    # Validation errors would quote callers.
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Citation(Closed):
    turn: int = Field(description="Number of the turn.")
    quote: str = Field(description="Words copied from that turn, character by character.")


class Claim(Closed):
    citations: list[Citation]


class Sentence(Claim):
    text: str = Field(description="In the organization's language.")
    caller_text: str = Field(description="The same in the caller's language.")


class Intent(Claim):
    value: str
    rationale: str


class Service(Claim):
    value: str


class MoodAt(Claim):
    moment: Moment
    value: Mood


class Need(Claim):
    text: str


class FollowUp(Claim):
    text: str
    due: str = Field(description="In the caller's words; empty where no time was said.")
    priority: Literal["high", "normal"]


class Judgement(Claim):
    criterion: str
    verdict: Verdict
    rationale: str


class Upsell(Claim):
    text: str
    service: str


class Entity(Claim):
    kind: str
    value: str


class CallAnalysis(Closed):
    summary: list[Sentence]
    intent: Intent
    services: list[Service]
    sentiment: list[MoodAt]
    unresolved_needs: list[Need]
    follow_ups: list[FollowUp]
    coaching: list[Need]
    criteria: list[Judgement]
    upsell: list[Upsell]
    entities: list[Entity]


Vocabulary = Mapping[str, tuple[str, ...]]  # allowed values of "intent", "service", "criterion" and "entity"
PLACES = {
    "intent": (("Intent", "value"),),
    "service": (("Service", "value"), ("Upsell", "service")),
    "criterion": (("Judgement", "criterion"),),
    "entity": (("Entity", "kind"),),
}
NOT_ALLOWED = ("title", "default")  # rejected by strict mode


def answer_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """JSON Schema for strict mode: every property required, no additional ones, enums for closed lists."""
    schema: dict[str, Any] = bare(CallAnalysis.model_json_schema())
    for name, places in PLACES.items():
        for model, field in places:
            schema["$defs"][model]["properties"][field]["enum"] = list(vocabulary[name])
    return schema


def bare(node: Any) -> Any:
    if isinstance(node, list):
        return [bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: bare(value) for key, value in node.items() if key not in NOT_ALLOWED or isinstance(value, dict)
    }
    if kept.get("type") == "object":
        kept |= {"additionalProperties": False, "required": list(kept["properties"])}
    return kept
