"""The simulated model is as strict as the real one."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.workers.conftest import MODEL_KEY
from workers import simulators
from workers.llm.schema import answer_schema

WORDS = {"intent": ("none",), "service": ("c",), "criterion": ("greeting",), "entity": ("plate",)}
FORMAT = {"type": "json_schema", "name": "call", "strict": True, "schema": answer_schema(WORDS)}
GOOD = {
    "model": "gpt-5.4-mini",
    "input": "<transcript>",
    "text": {"format": FORMAT},
    "max_output_tokens": 100,
}
CHAT = {"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "x"}], "max_tokens": 100}
CHAT_FORMAT = {"type": "json_schema", "json_schema": FORMAT}


def post(app: Flask, body: Any, path: str = "responses", key: str = MODEL_KEY) -> tuple[int, dict[str, Any]]:
    client: FlaskClient = app.test_client()
    answer = client.post(f"/v1/{path}", json=body, headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.get_json()


def changed(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**GOOD, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param([], 400, None, id="no object"),
        pytest.param(changed(model=None), 400, "missing_required_parameter", id="no model"),
        pytest.param(changed(model="gpt-0"), 404, "model_not_found", id="an unknown model"),
        pytest.param(changed(input=None), 400, "missing_required_parameter", id="no input"),
        pytest.param(changed(input=7), 400, "invalid_type", id="input is no text"),
        pytest.param(changed(max_tokens=9), 400, "unknown_parameter", id="a parameter of the other API"),
        pytest.param(changed(text={}), 400, "missing_required_parameter", id="no format"),
        pytest.param(changed(max_output_tokens=3), 400, "integer_below_min_value", id="too few tokens"),
        pytest.param(changed(prompt_cache_key="k" * 65), 400, "string_above_max_length", id="a long key"),
        pytest.param(
            changed(text={"format": {**FORMAT, "schema": {"type": "object"}}}),
            400,
            "invalid_json_schema",
            id="open schema",
        ),
    ],
)
def test_a_wrong_request_is_refused_as_the_real_one_does(
    model_app: Flask, body: Any, status: int, code: str | None
) -> None:
    found, answer = post(model_app, body)

    assert (found, answer["error"]["code"], answer["error"]["type"]) == (
        status,
        code,
        "invalid_request_error",
    )


def test_a_wrong_key_is_refused(model_app: Flask) -> None:
    assert post(model_app, GOOD, key="wrong")[0] == 401


def test_chat_needs_messages_and_a_format(model_app: Flask) -> None:
    assert post(model_app, {**CHAT, "messages": []}, "chat/completions")[1]["error"]["param"] == "messages"
    assert post(model_app, CHAT, "chat/completions")[0] == 400
    assert post(model_app, {**CHAT, "response_format": CHAT_FORMAT}, "chat/completions")[0] == 200


def test_without_settings_it_makes_the_key_that_the_workers_find(tmp_path: Any) -> None:
    app = Flask(__name__)
    simulators.init_app(app, {"DATA_DIR": str(tmp_path), "SIMULATED_MODEL_DELAY_SECONDS": "0"})
    key = (tmp_path / "secrets" / "openai-api-key").read_text()

    assert post(app, GOOD, key=key)[0] == 200
