"""Files and batches as the real API keeps them. A batch advances one step each time it is polled."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workers.simulators.bodies import new_id
from workers.simulators.refusals import ApiError
from workers.simulators.requests import SCRIPT

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
STATES = ("validating", "in_progress", "finalizing", "completed")
LINE_KEYS = {"custom_id", "method", "url", "body"}
EXPIRED = {
    "code": "batch_expired",
    "message": "This request could not be executed before the completion window expired.",
}
Answer = Callable[[Any], dict[str, Any]]
Lines = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Batch:
    id: str
    endpoint: str
    input_file_id: str
    metadata: Mapping[str, str]
    created_at: int
    lines: Lines
    script: str
    step: int = 0
    status: str = "validating"
    completed: int = 0
    failed: int = 0
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        counts = {"total": len(self.lines), "completed": self.completed, "failed": self.failed}
        ended = int(time.time()) if self.status in {"completed", "expired", "failed"} else None
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": self.endpoint,
            "errors": self.errors,
            "input_file_id": self.input_file_id,
            "completion_window": "24h",
            "status": self.status,
            "output_file_id": self.output_file_id,
            "error_file_id": self.error_file_id,
            "created_at": self.created_at,
            "expires_at": self.created_at + 86_400,
            f"{self.status}_at": ended,
            "request_counts": counts,
            "metadata": dict(self.metadata),
        }


@dataclass(slots=True)
class BatchStore:
    """Kept in memory: a restart loses all batches."""

    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, content: bytes, name: str = "output.jsonl") -> str:
        file_id = new_id("file")
        self.files[file_id], self.names[file_id] = content, name
        return file_id

    def advance(self, batch: Batch, answer: Answer) -> None:
        """Advances one state. `failed` is decided during validation, `expired` after half of the lines."""
        with self.lock:
            if batch.status not in STATES[:-1]:
                return
            batch.step += 1
            batch.status = STATES[batch.step]
            fault = fault_of(batch.lines, batch.endpoint)
            if batch.step == 1 and (fault or batch.script == "batch-fails"):
                batch.status = "failed"
                error = {
                    "code": "invalid_json_line",
                    "message": fault or "It was told to fail.",
                    "line": 1,
                    "param": None,
                }
                batch.errors = {"object": "list", "data": [error]}
            if batch.status == "completed":
                self.finish(batch, answer)

    def finish(self, batch: Batch, answer: Answer) -> None:
        expires = batch.script == "batch-expires"
        done = batch.lines[: len(batch.lines) // 2] if expires else batch.lines
        results = [result_of(line, answer) for line in done]
        results += [result(line, None, EXPIRED) for line in batch.lines[len(done) :]]
        good = [item for item in results if item["response"] and item["response"]["status_code"] == 200]
        bad = [item for item in results if item not in good]
        batch.completed, batch.failed = len(good), len(bad)
        batch.output_file_id = self.keep(as_lines(good[::-1])) if good else None  # in any order
        batch.error_file_id = self.keep(as_lines(bad)) if bad else None
        batch.status = "expired" if expires else "completed"


def fault_of(lines: Lines, endpoint: str) -> str:
    """Why the whole file is rejected; empty if it is valid."""
    if not lines:
        return "The input file is empty."
    if len({line.get("custom_id") for line in lines}) < len(lines):
        return "The custom_id of each line must be unique."
    if any(set(line) != LINE_KEYS or line["method"] != "POST" or line["url"] != endpoint for line in lines):
        return f"Each line needs custom_id, body, POST and {endpoint}."
    models = {line["body"].get("model") for line in lines}
    return "" if len(models) == 1 else "All lines of a batch must use the same model."


def read_lines(content: bytes) -> list[dict[str, Any]]:
    try:
        lines = [json.loads(line) for line in content.decode().split("\n") if line.strip()]
    except ValueError as error:
        raise ApiError(400, f"Invalid file format for Batch API: {error}", param="file") from error
    if not all(isinstance(line, dict) and isinstance(line.get("body"), dict) for line in lines):
        raise ApiError(400, "Invalid file format for Batch API. Must be .jsonl", param="file")
    return lines


def script_in(lines: Lines) -> str:
    return str(lines[0]["body"].get("model", "")).partition(SCRIPT)[2] if lines else ""


def result_of(line: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    try:
        return result(
            line, {"status_code": 200, "request_id": new_id("req"), "body": answer(line["body"])}, None
        )
    except ApiError as error:
        return result(
            line, {"status_code": error.status, "request_id": new_id("req"), "body": error.body}, None
        )


def result(line: Mapping[str, Any], response: Any, error: Any) -> dict[str, Any]:
    return {"id": new_id("batch_req"), "custom_id": line["custom_id"], "response": response, "error": error}


def as_lines(results: Sequence[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in results)
