"""Response bodies of the two APIs."""

import time
import uuid
from typing import Any

from workers.simulators.requests import Asked
from workers.simulators.scripts import Outcome

CHARACTERS_PER_TOKEN = 4


def tokens(text: str) -> int:
    return max(len(text) // CHARACTERS_PER_TOKEN, 1)


def response(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    used = tokens(asked.instructions + asked.data), tokens(outcome.text + outcome.refusal)
    part = (
        {"type": "refusal", "refusal": outcome.refusal}
        if outcome.refusal
        else {"type": "output_text", "text": outcome.text, "annotations": [], "logprobs": []}
    )
    message = {
        "id": new_id("msg"),
        "type": "message",
        "role": "assistant",
        "status": outcome.status,
        "content": [part],
    }
    is_empty = not outcome.text and not outcome.refusal
    failed = outcome.status == "failed"
    return {
        "id": new_id("resp"),
        "object": "response",
        "created_at": int(time.time()),
        "status": outcome.status,
        "error": {"code": "server_error", "message": outcome.reason} if failed else None,
        "incomplete_details": {"reason": outcome.reason} if outcome.status == "incomplete" else None,
        "instructions": asked.instructions,
        "max_output_tokens": asked.max_tokens,
        "model": asked.model,
        "output": [] if is_empty else [message],
        "parallel_tool_calls": True,
        "store": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": used[0],
            "input_tokens_details": {"cached_tokens": 0} if outcome.tells_cache else None,
            "output_tokens": used[1],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": sum(used),
        }
        if outcome.has_usage
        else None,
    }


def completion(asked: Asked, outcome: Outcome) -> dict[str, Any]:
    used = tokens(asked.instructions + asked.data), tokens(outcome.text + outcome.refusal)
    endings = {"max_output_tokens": "length", "content_filter": "content_filter"}
    message = {"role": "assistant", "content": outcome.text or None, "refusal": outcome.refusal or None}
    usage = {
        "prompt_tokens": used[0],
        "prompt_tokens_details": {"cached_tokens": 0} if outcome.tells_cache else None,
        "completion_tokens": used[1],
        "total_tokens": sum(used),
    }
    return {
        "id": new_id("chatcmpl"),
        "object": "chat.completion",
        "created": int(time.time()),
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "finish_reason": endings.get(outcome.reason, "stop")}],
        "usage": usage if outcome.has_usage else None,
    }


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid.uuid4().hex}"
