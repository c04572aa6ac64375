"""One question through the Responses API."""

from typing import Any

from openai import OpenAI
from openai.types.responses import Response, ResponseUsage

from workers.costs import Usage
from workers.llm.base import Question
from workers.llm.reply import Reply, name_of, usage_of


def ask_responses(client: OpenAI, model: str, question: Question) -> Reply:
    """`create`, not `parse`: a truncated answer would make `parse` raise, and its usage would be lost."""
    response: Response = client.responses.create(**body_of(model, question))
    return reply_of(response, response._request_id)  # noqa: SLF001 (its documented name)


def body_of(model: str, question: Question) -> dict[str, Any]:
    schema = {"name": question.schema_name, "strict": True, "schema": dict(question.schema)}
    return {
        "model": model,
        "instructions": question.instructions,
        "input": question.data,
        "text": {"format": {"type": "json_schema", **schema}},
        "max_output_tokens": question.max_output_tokens,
        "prompt_cache_key": question.cache_key[:64],
        "store": False,
    }


def reply_of(response: Response, request_id: str | None) -> Reply:
    details, error = response.incomplete_details, response.error
    return Reply(
        text=response.output_text,
        model=name_of(response.model),
        usage=usage_in(response.usage),
        request_id=request_id,
        status=response.status or "completed",
        reason=(details and details.reason) or (error and error.message) or "",
        refusal=refusal_of(response),
    )


def refusal_of(response: Response) -> str:
    messages = [item for item in response.output if item.type == "message"]
    return next((part.refusal for item in messages for part in item.content if part.type == "refusal"), "")


def usage_in(usage: ResponseUsage | None) -> Usage | None:
    """Token counts of a response. Compatible servers omit details, which the SDK then returns as None despite its types."""
    if usage is None:
        return None
    details = usage.input_tokens_details
    return usage_of(
        usage.input_tokens,
        usage.output_tokens,
        cached=getattr(details, "cached_tokens", None),
        cache_write=getattr(details, "cache_write_tokens", None),
        reasoning=getattr(usage.output_tokens_details, "reasoning_tokens", None),
    )
