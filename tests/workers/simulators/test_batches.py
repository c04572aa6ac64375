"""The simulated Batch API is as strict as the real one, and takes as many looks to be done."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.workers.conftest import MODEL_KEY
from tests.workers.simulators.test_routes import GOOD

KEY = {"Authorization": f"Bearer {MODEL_KEY}"}
LINE = {"custom_id": "a", "method": "POST", "url": "/v1/responses", "body": GOOD}
CREATE = {"endpoint": "/v1/responses", "completion_window": "24h"}


def upload(app: Flask, content: bytes, purpose: str = "batch") -> TestResponse:
    data = {"file": (io.BytesIO(content), "x.jsonl"), "purpose": purpose}
    return app.test_client().post("/v1/files", data=data, headers=KEY)


def created(app: Flask, *lines: dict[str, Any], **changes: Any) -> TestResponse:
    file = upload(app, b"\n".join(json.dumps(line).encode() for line in lines)).get_json()
    body = {**CREATE, "input_file_id": file["id"], **changes}
    return app.test_client().post("/v1/batches", json=body, headers=KEY)


def look(app: Flask, batch_id: str) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get(f"/v1/batches/{batch_id}", headers=KEY).get_json()
    return found


def test_it_goes_through_its_states_and_keeps_its_name(model_app: Flask) -> None:
    batch = created(model_app, LINE, {**LINE, "custom_id": "b"}, metadata={"group": "g"}).get_json()
    statuses = [batch["status"], *(look(model_app, batch["id"])["status"] for _ in range(4))]

    assert statuses == ["validating", "in_progress", "finalizing", "completed", "completed"]
    assert look(model_app, batch["id"])["request_counts"] == {"total": 2, "completed": 2, "failed": 0}
    assert look(model_app, batch["id"])["metadata"] == {"group": "g"}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([LINE, LINE], id="an id twice"),
        pytest.param([{**LINE, "url": "/v1/chat/completions"}], id="another endpoint"),
        pytest.param([{**LINE, "method": "GET"}], id="another method"),
        pytest.param([{**LINE, "more": 1}], id="an unknown key"),
        pytest.param([], id="an empty file"),
        pytest.param(
            [LINE, {**LINE, "custom_id": "b", "body": {**GOOD, "model": "gpt-5.4"}}], id="two models"
        ),
    ],
)
def test_a_wrong_file_fails_the_whole_batch(model_app: Flask, lines: list[dict[str, Any]]) -> None:
    batch = look(model_app, created(model_app, *lines).get_json()["id"])

    assert batch["status"] == "failed"
    assert batch["errors"]["data"][0]["message"]
    assert batch["output_file_id"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "/v1/audio"},
        {"completion_window": "1h"},
        {"priority": "high"},
    ],
)
def test_a_wrong_order_is_refused(model_app: Flask, changes: dict[str, Any]) -> None:
    assert created(model_app, LINE, **changes).status_code == 400


def test_what_nobody_uploaded_is_unknown(model_app: Flask) -> None:
    client = model_app.test_client()
    body = {**CREATE, "input_file_id": "file_none"}

    assert client.post("/v1/batches", json=body, headers=KEY).status_code == 404
    assert client.get("/v1/files/file_none/content", headers=KEY).status_code == 404
    assert client.get("/v1/batches/batch_none", headers=KEY).status_code == 404
    assert client.get("/v1/batches").status_code == 401


def test_only_jsonl_for_batches_is_taken(model_app: Flask) -> None:
    assert upload(model_app, b"no json").status_code == 400
    assert upload(model_app, b"[]").status_code == 400
    assert upload(model_app, b"{}", purpose="assistants").status_code == 400
    assert model_app.test_client().post("/v1/files", headers=KEY).status_code == 400
