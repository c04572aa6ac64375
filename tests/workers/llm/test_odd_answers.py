"""What compatible servers answer besides what the APIs describe: each is noted with what it cost, and read or refused."""

import json
from typing import Any

import pytest
from flask import Flask, Response

from tests.workers.llm.test_openai_model import QUESTION, asked_of
from workers.costs import Usage
from workers.errors import AnalysisError
from workers.llm.base import Request
from workers.llm.batch_api import State, read_line

TEXT = '{"summary": []}'
USED = {"prompt_tokens": 9, "completion_tokens": 1}


def completion(content: Any = TEXT, **changes: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    plain = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    return {**plain, "usage": USED, **changes}


def asked(body: Any) -> tuple[str, list[Request]]:
    """The answer's text or the error's code, and what was noted."""
    server, noted = Flask("odd"), list[Request]()
    server.post("/v1/chat/completions")(lambda: Response(json.dumps(body), content_type="application/json"))
    with asked_of(server) as model:
        try:
            return model.ask(QUESTION, noted.append), noted
        except AnalysisError as error:
            return error.code, noted


PIECES = [{"type": "text", "text": TEXT[:5]}, {"type": "image"}, {"type": "text", "text": TEXT[5:]}]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(completion(PIECES), TEXT, id="a text in pieces"),
        pytest.param(completion({"summary": []}), "bad_answer", id="an object in place of a text"),
        pytest.param(completion(finish_reason="other"), TEXT, id="another reason to stop"),
        pytest.param(completion(choices=None), "model_failed", id="no choices"),
        pytest.param(completion(choices=[{"message": None}]), "bad_answer", id="no message"),
        pytest.param({"error": {"message": "overloaded"}}, "model_failed", id="an error that says 200"),
        pytest.param([completion()], "bad_answer", id="a list"),
        pytest.param(None, "bad_answer", id="null"),
    ],
)
def test_an_odd_answer_is_read_or_refused(body: Any, said: str) -> None:
    found, noted = asked(body)

    assert (found, len(noted)) == (said, 1)


@pytest.mark.parametrize(
    ("usage", "read"),
    [
        pytest.param(USED, Usage(9, None, 0, 1), id="without details"),
        pytest.param(
            {"prompt_tokens": "9", "completion_tokens": 1.0}, Usage(9, None, 0, 1), id="in other types"
        ),
        pytest.param({"prompt_tokens": -900_000_000, "completion_tokens": 1}, None, id="less than nothing"),
        pytest.param({"prompt_tokens": 10**30, "completion_tokens": 1}, None, id="more than there can be"),
        pytest.param({"prompt_tokens": None, "completion_tokens": None}, None, id="null"),
        pytest.param({"prompt_tokens": "many", "completion_tokens": True}, None, id="no numbers"),
        pytest.param({}, None, id="nothing"),
        pytest.param([], None, id="a list"),
        pytest.param(None, None, id="none"),
    ],
)
def test_usage_that_says_nothing_is_unknown_and_not_zero(usage: Any, read: Usage | None) -> None:
    """A negative one would have made room in the budgets."""
    (request,) = asked(completion(usage=usage))[1]

    assert request.usage == read


@pytest.mark.parametrize("model", [None, 5, ["m"]])
def test_a_server_need_not_name_its_model(model: Any) -> None:
    found, (request,) = asked(completion(model=model))

    assert (found, request.model) == (TEXT, "")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"model": "m", "output": None}, id="no output"),
        pytest.param({"model": "m", "output": ["hi"]}, id="another kind of output"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_line_of_a_batch_that_cannot_be_read_has_been_paid(body: dict[str, Any]) -> None:
    line = read_line(
        json.dumps({"custom_id": "x", "response": {"status_code": 200, "body": body}}),
        State("completed", "/v1/responses", (), 0),
    )

    assert line is not None
    assert line.request is not None
    assert (line.request.status, line.request.usage) == ("unreadable", None)
    assert line.error is not None
    assert line.error.code == "bad_answer"
