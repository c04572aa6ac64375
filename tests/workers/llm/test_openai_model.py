"""The two APIs against the simulated model: what is sent, what comes back, what is noted."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
import pytest
import redis
from flask import Flask, Response
from openai.types.chat import ChatCompletion
from werkzeug.serving import make_server

from tests.workers.conftest import MODEL_KEY
from workers.errors import AnalysisError
from workers.llm.base import Question, Request
from workers.llm.chat_api import reply_of
from workers.llm.dialects import RedisDialects
from workers.llm.openai_model import OpenAIModel, make_model
from workers.llm.schema import answer_schema

FAILURES = {"timeout", "unreachable", "truncated", "refusal", "model_failed", "content_filter"}
WORDS = {"intent": ("none",), "service": ("c",), "criterion": ("greeting",), "entity": ("plate",)}
QUESTION = Question(
    "Read calls.", '<transcript>\n{"turns": []}\n</transcript>', answer_schema(WORDS), "call", 500, "v1"
)


@dataclass(slots=True)
class Remembered:
    """Dialects of one test."""

    chat_only: set[str] = field(default_factory=set)

    def is_chat_only(self, base_url: str) -> bool:
        return base_url in self.chat_only

    def remember_chat_only(self, base_url: str) -> None:
        self.chat_only.add(base_url)


def ask(url: str, model: str, known: Remembered | None = None, seconds: float = 5) -> list[Request]:
    noted: list[Request] = []
    asked = make_model(
        model, api_key=MODEL_KEY, base_url=url, timeout_seconds=seconds, dialects=known or Remembered()
    )
    try:
        asked.ask(QUESTION, noted.append)
    except AnalysisError as error:
        assert error.code in FAILURES  # noqa: PT017 -- the call may also succeed
    finally:
        asked.close()
    return noted


@pytest.mark.parametrize("script", ["", "chat-only"])
def test_every_request_is_noted_with_what_it_used(model_url: str, script: str) -> None:
    (request,) = ask(model_url, f"gpt-5.4-mini+{script}")

    assert request.usage is not None
    assert request.usage.input_tokens > 0
    assert (request.request_id or "").startswith("req_")
    assert request.api == ("chat_completions" if script else "responses")


@pytest.mark.parametrize(
    ("script", "status"),
    [("refusal", "refusal"), ("truncated", "incomplete"), ("content-filter", "incomplete")],
)
def test_by_chat_completions_failures_are_told_too(model_url: str, script: str, status: str) -> None:
    known = Remembered({f"{model_url}/"})

    (request,) = ask(model_url, f"gpt-5.4-mini+{script}", known)

    assert (request.api, request.status) == ("chat_completions", status)


def test_a_request_that_timed_out_is_noted_without_usage(model_url: str) -> None:
    (request,) = ask(model_url, "gpt-5.4-mini+slow", seconds=0.3)

    assert (request.status, request.usage) == ("timeout", None)


def test_a_request_whose_answer_is_cut_off_is_noted_without_usage() -> None:
    """The model may have worked for it, so its cost is unknown; of one that was never sent, there is nothing to note."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as provider:

        def read_and_close() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1)

        provider.submit(read_and_close)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        noted = ask(url, "gpt-5.4-mini")
    assert [(request.status, request.usage) for request in noted] == [("lost", None)]
    assert ask(url, "gpt-5.4-mini") == []


@contextmanager
def asked_of(app: Flask) -> Iterator[OpenAIModel]:
    """A model at a server of one's own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}/v1"
    asked = make_model("m", api_key=MODEL_KEY, base_url=url, timeout_seconds=5, dialects=Remembered())
    with ThreadPoolExecutor(1) as provider:
        provider.submit(server.serve_forever)
        try:
            yield asked
        finally:
            server.shutdown()
    asked.close()
    server.server_close()


REFUSALS = {
    "no schemas": ("response_format", 400, "This response_format type is unavailable now"),
    "no such parameter": (
        "max_completion_tokens",
        422,
        "max_completion_tokens: Extra inputs are not permitted",
    ),
}


@pytest.mark.parametrize(("parameter", "status", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_server_that_knows_no_schemas_is_asked_for_plain_json(
    parameter: str, status: int, message: str
) -> None:
    server = Flask("compatible")
    heard: list[dict[str, Any]] = []

    @server.post("/v1/chat/completions")
    def complete() -> tuple[dict[str, Any], int]:
        heard.append(flask.request.get_json())
        if heard[-1].get(parameter, {"type": "json_object"}) != {"type": "json_object"}:
            return {"error": {"message": message, "type": "invalid_request_error"}}, status
        choice = {"index": 0, "message": {"role": "assistant", "content": "{}"}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}
        return {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [choice],
            "usage": usage,
        }, 200

    noted: list[Request] = []
    with asked_of(server) as asked:
        assert asked.ask(QUESTION, noted.append) == "{}"

    assert [(request.api, request.status) for request in noted] == [("chat_completions", "completed")]
    assert json.dumps(QUESTION.schema) in heard[-1]["messages"][0]["content"]
    assert heard[-1]["max_tokens"] == QUESTION.max_output_tokens


def test_a_request_that_is_refused_for_its_content_is_not_asked_again() -> None:
    server = Flask("compatible")
    heard: list[bytes] = []

    @server.post("/v1/chat/completions")
    def complete() -> tuple[dict[str, Any], int]:
        heard.append(flask.request.data)
        return {"error": {"message": "context_length_exceeded", "type": "invalid_request_error"}}, 400

    with asked_of(server) as asked, pytest.raises(AnalysisError) as caught:
        asked.ask(QUESTION, [].append)

    assert (caught.value.code, len(heard)) == ("bad_request", 1)


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_a_page_instead_of_an_answer_is_noted_and_cannot_be_read(kind: str) -> None:
    """What stands at a mistaken OPENAI_BASE_URL, or before the server while it is mended."""
    page = Flask("page")
    page.post("/v1/responses")(lambda: Response("<html>Back soon</html>", content_type=kind))
    noted: list[Request] = []
    with asked_of(page) as asked, pytest.raises(AnalysisError) as caught:
        asked.ask(QUESTION, noted.append)

    assert (caught.value.code, caught.value.permanent) == ("bad_answer", False)
    assert [(request.status, request.usage) for request in noted] == [("unreadable", None)]


def test_an_answer_without_choices_has_failed() -> None:
    empty = ChatCompletion(id="x", choices=[], created=0, model="m", object="chat.completion")
    reply = reply_of(empty, "req_1")

    assert (reply.status, reply.usage) == ("failed", None)


def test_a_memory_that_is_away_does_not_matter() -> None:
    dialects = RedisDialects(redis.Redis.from_url("redis://127.0.0.1:9/0"))
    dialects.remember_chat_only("http://model")

    assert not dialects.is_chat_only("http://model")
