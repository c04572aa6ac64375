"""Classifies a provider's errors: whether a retry can help, and what to tell people."""

from collections.abc import Mapping
from typing import Any

import openai

from workers.errors import AnalysisError

QUOTA = "insufficient_quota"
NO_SUCH_API = (404, 405, 501)
BY_TYPE = (
    (openai.AuthenticationError, "authentication", True),
    (openai.PermissionDeniedError, "authentication", True),
    (openai.RateLimitError, "rate_limited", False),
    (openai.InternalServerError, "server_error", False),
    (openai.ConflictError, "server_error", False),
    (openai.BadRequestError, "bad_request", True),
    (openai.UnprocessableEntityError, "bad_request", True),
    (openai.APITimeoutError, "timeout", False),
    (openai.APIConnectionError, "unreachable", False),
)
BY_CODE = {
    QUOTA: QUOTA,
    "model_not_found": "unknown_model",
    "context_length_exceeded": "too_long",
    "string_above_max_length": "too_long",
    "content_filter": "content_filter",
    "content_policy_violation": "content_filter",
    "invalid_prompt": "content_filter",
    "batch_expired": "batch_expired",
    "batch_cancelled": "batch_cancelled",
}
BY_STATUS = {
    400: "bad_request",
    401: "authentication",
    403: "authentication",
    422: "bad_request",
    429: "rate_limited",
}


def analysis_error(error: openai.OpenAIError) -> AnalysisError:
    """An empty account answers 429 like a busy one: only the error code distinguishes them."""
    name = BY_CODE.get(getattr(error, "code", None) or "")
    if name:
        return AnalysisError(name, str(error), permanent=True)
    if is_missing_api(error):
        return AnalysisError("no_endpoint", str(error), permanent=True)
    for kind, name, permanent in BY_TYPE:
        if isinstance(error, kind):
            return AnalysisError(name, str(error), permanent=permanent)
    return AnalysisError("unexpected", str(error), permanent=False)


def is_missing_api(error: openai.OpenAIError) -> bool:
    """Whether the path is unknown to the server; a 404 for an unknown model does not count."""
    if not isinstance(error, openai.APIStatusError):
        return False
    return error.status_code in NO_SUCH_API and error.code != "model_not_found"


def line_error(status: int, error: Mapping[str, Any]) -> AnalysisError:
    """The error of one request in a batch. Permanent: batches are not retried, but the analysis can be requested again."""
    code, detail = str(error.get("code") or ""), str(error.get("message") or f"status {status}")
    name = BY_CODE.get(code) or BY_STATUS.get(status) or ("server_error" if status >= 500 else "unexpected")
    return AnalysisError(name, detail, permanent=True)
