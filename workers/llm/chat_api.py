"""One question through chat completions, for compatible servers without a Responses API."""

from typing import Any

from openai import OpenAI
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion

from workers.costs import Usage
from workers.llm.base import Question
from workers.llm.reply import Reply

STATUSES = {"length": "incomplete", "content_filter": "incomplete"}


def ask_chat(client: OpenAI, model: str, question: Question) -> Reply:
    completion: ChatCompletion = client.chat.completions.create(**body_of(model, question))
    return reply_of(completion, completion._request_id)  # noqa: SLF001 (its documented name)


def body_of(model: str, question: Question) -> dict[str, Any]:
    schema = {"name": question.schema_name, "strict": True, "schema": dict(question.schema)}
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": question.instructions},
            {"role": "user", "content": question.data},
        ],
        "response_format": {"type": "json_schema", "json_schema": schema},
        "max_completion_tokens": question.max_output_tokens,
    }


def reply_of(completion: ChatCompletion, request_id: str | None) -> Reply:
    if not completion.choices:
        usage = usage_of(completion.usage)
        return Reply("", completion.model, usage, request_id, status="failed", reason="no choices")
    choice = completion.choices[0]
    return Reply(
        text=choice.message.content or "",
        model=completion.model,
        usage=usage_of(completion.usage),
        request_id=request_id,
        status=STATUSES.get(choice.finish_reason, "completed"),
        reason=choice.finish_reason,
        refusal=choice.message.refusal or "",
    )


def usage_of(usage: CompletionUsage | None) -> Usage | None:
    if usage is None:
        return None
    return Usage(
        input_tokens=usage.prompt_tokens or 0,
        cached_tokens=getattr(usage.prompt_tokens_details, "cached_tokens", 0) or 0,
        output_tokens=usage.completion_tokens or 0,
        reasoning_tokens=getattr(usage.completion_tokens_details, "reasoning_tokens", 0) or 0,
    )
