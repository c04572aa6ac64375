"""What a provider's errors mean."""

import httpx2
import openai
import pytest

from workers.errors import MESSAGES
from workers.llm.failures import analysis_error

REQUEST = httpx2.Request("POST", "http://model/v1/responses")


def status_error(status: int, code: str | None = None) -> openai.OpenAIError:
    answer = httpx2.Response(status, json={"error": {"message": "no", "code": code}}, request=REQUEST)
    return openai.OpenAI(api_key="x")._make_status_error_from_response(answer)


@pytest.mark.parametrize(
    ("error", "code", "permanent"),
    [
        (status_error(400), "bad_request", True),
        (status_error(400, "context_length_exceeded"), "too_long", True),
        (status_error(400, "string_above_max_length"), "too_long", True),
        (status_error(400, "invalid_prompt"), "content_filter", True),
        (status_error(400, "content_filter"), "content_filter", True),
        (status_error(401), "authentication", True),
        (status_error(403), "authentication", True),
        (status_error(404), "no_endpoint", True),
        (status_error(404, "model_not_found"), "unknown_model", True),
        (status_error(409), "server_error", False),
        (status_error(422), "bad_request", True),
        (status_error(429), "rate_limited", False),
        (status_error(429, "insufficient_quota"), "insufficient_quota", True),
        (status_error(500), "server_error", False),
        (status_error(501), "no_endpoint", True),
        (openai.APITimeoutError(request=REQUEST), "timeout", False),  # type: ignore[arg-type]
        (openai.APIConnectionError(request=REQUEST), "unreachable", False),  # type: ignore[arg-type]
        (openai.OpenAIError("what?"), "unexpected", False),
    ],
)
def test_an_error_has_a_code_a_message_and_a_verdict(
    error: openai.OpenAIError, code: str, permanent: bool
) -> None:
    found = analysis_error(error)

    assert (found.code, found.permanent) == (code, permanent)
    assert found.message == MESSAGES[code]
