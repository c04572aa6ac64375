"""Validates requests as the Responses API and chat completions do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workers.simulators.refusals import ApiError, missing, unknown, wrong_type
from workers.simulators.strict_schema import check_schema

RESPONSES = {
    "model", "input", "instructions", "text", "max_output_tokens", "prompt_cache_key", "store", "metadata",
    "reasoning", "service_tier", "temperature", "top_p", "safety_identifier", "truncation",
}  # fmt: skip
CHAT = {
    "model", "messages", "response_format", "max_completion_tokens", "max_tokens", "metadata", "prompt_cache_key",
    "reasoning_effort", "service_tier", "store", "temperature", "top_p", "safety_identifier",
}  # fmt: skip
MODELS = (
    "gpt-5.4-mini", "gpt-5.4", "gpt-5.4-nano", "gpt-5.5", "gpt-5.2", "gpt-5.1", "gpt-5.6-luna", "gpt-5.6-terra", "gpt-5.6-sol",
)  # fmt: skip
SCRIPT = "+"
MAX_CACHE_KEY_CHARACTERS = 64
MIN_OUTPUT_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """A valid request. `script` is the failure that a test requested by the model's name."""

    model: str
    script: str
    instructions: str
    data: str
    schema: Mapping[str, Any]
    max_tokens: int


def read_responses(body: Any) -> Asked:
    known(body, RESPONSES)
    if not isinstance(body.get("input"), str):
        raise missing("input") if "input" not in body else wrong_type("input", "a string")
    form = (body.get("text") or {}).get("format") or {}
    return asked(
        body,
        body.get("instructions") or "",
        body["input"],
        form,
        "text.format",
        body.get("max_output_tokens"),
    )


def read_chat(body: Any) -> Asked:
    known(body, CHAT)
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise missing("messages")
    said = {message.get("role"): message.get("content") for message in messages}
    form = body.get("response_format") or {}
    form = {"type": form.get("type"), **(form.get("json_schema") or {})}
    instructions = said.get("system") or said.get("developer") or ""
    limit = body.get("max_completion_tokens", body.get("max_tokens"))
    return asked(body, instructions, said.get("user") or "", form, "response_format", limit)


def known(body: Any, parameters: set[str]) -> None:
    if not isinstance(body, dict):
        raise ApiError(400, "We could not parse the JSON body of your request.")
    for name in body:
        if name not in parameters:
            raise unknown(name)
    if not isinstance(body.get("model"), str):
        raise missing("model")
    if len(body.get("prompt_cache_key") or "") > MAX_CACHE_KEY_CHARACTERS:
        message = f"Invalid 'prompt_cache_key': string too long, maximum length {MAX_CACHE_KEY_CHARACTERS}."
        raise ApiError(400, message, code="string_above_max_length", param="prompt_cache_key")


def asked(
    body: Mapping[str, Any], instructions: str, data: str, form: Mapping[str, Any], where: str, limit: Any
) -> Asked:
    model, _, script = body["model"].partition(SCRIPT)
    if model not in MODELS:
        message = f"The model '{model}' does not exist or you do not have access to it."
        raise ApiError(404, message, code="model_not_found")
    if form.get("type") != "json_schema" or not form.get("name") or "schema" not in form:
        raise missing(f"{where}.schema")
    if form.get("strict"):
        check_schema(form["schema"], f"{where}.schema", form["name"])
    if not isinstance(limit, int) or limit < MIN_OUTPUT_TOKENS:
        message = f"Invalid 'max_output_tokens': expected a value of at least {MIN_OUTPUT_TOKENS}."
        raise ApiError(400, message, code="integer_below_min_value", param="max_output_tokens")
    return Asked(model, script, instructions, data, form["schema"], limit)
