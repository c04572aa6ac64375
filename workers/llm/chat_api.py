"""One question through chat completions, for compatible servers without a Responses API."""

import json
from typing import Any

import openai
from openai import OpenAI
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion

from workers.costs import Usage
from workers.llm.base import Question
from workers.llm.reply import Reply, name_of, text_of, usage_of

SAID_OF_SCHEMAS = ("response_format", "json_schema", "max_completion_tokens")
"""A server that refuses a request for one of these does not know answers after a schema."""
STATUSES = {"length": "incomplete", "content_filter": "incomplete"}


def ask_chat(client: OpenAI, model: str, question: Question) -> Reply:
    """Servers that know no schemas are asked for plain JSON; what they answer is checked all the same."""
    try:
        completion: ChatCompletion = client.chat.completions.create(**body_of(model, question))
    except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
        if not any(name in str(error) for name in SAID_OF_SCHEMAS):
            raise
        completion = client.chat.completions.create(**plain_body_of(model, question))
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


def plain_body_of(model: str, question: Question) -> dict[str, Any]:
    """With the schema among the instructions, and in the words of servers from before there were schemas."""
    schema = json.dumps(question.schema, ensure_ascii=False)
    form = (
        f"# Form of the answer\n\nOne JSON object, and nothing else, that fits this JSON Schema:\n\n{schema}"
    )
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": f"{question.instructions}\n\n{form}"},
            {"role": "user", "content": question.data},
        ],
        "response_format": {"type": "json_object"},
        "max_tokens": question.max_output_tokens,
    }


def reply_of(completion: ChatCompletion, request_id: str | None) -> Reply:
    model = name_of(completion.model)
    if not completion.choices:
        usage = usage_in(completion.usage)
        return Reply("", model, usage, request_id, status="failed", reason="no choices")
    choice = completion.choices[0]
    return Reply(
        text=text_of(choice.message.content),
        model=model,
        usage=usage_in(completion.usage),
        request_id=request_id,
        status=STATUSES.get(choice.finish_reason, "completed"),
        reason=choice.finish_reason,
        refusal=choice.message.refusal or "",
    )


def usage_in(usage: CompletionUsage | None) -> Usage | None:
    if usage is None:
        return None
    return usage_of(
        usage.prompt_tokens,
        usage.completion_tokens,
        cached=getattr(usage.prompt_tokens_details, "cached_tokens", None),
        reasoning=getattr(usage.completion_tokens_details, "reasoning_tokens", None),
    )
