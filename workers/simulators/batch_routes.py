"""Routes of the simulated Batch API: `/v1/files` takes requests and returns answers, `/v1/batches` processes them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from workers.simulators.batches import Answer, Batch, BatchStore, read_lines, script_in
from workers.simulators.bodies import new_id
from workers.simulators.refusals import ApiError, missing, unknown
from workers.simulators.scripts import fail_if_scripted

BATCH = {"input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"}


@dataclass(frozen=True, slots=True)
class BatchRoutes:
    """`answers`: by endpoint, the function that answers one line."""

    store: BatchStore
    answers: Mapping[str, Answer]

    def add_to(self, blueprint: Blueprint) -> None:
        rules = (
            ("/files", self.upload, "POST"),
            ("/files", self.files, "GET"),
            ("/files/<file_id>/content", self.download, "GET"),
            ("/files/<file_id>", self.delete, "DELETE"),
            ("/batches", self.create, "POST"),
            ("/batches", self.index, "GET"),
            ("/batches/<batch_id>", self.show, "GET"),
        )
        for path, view, method in rules:
            blueprint.add_url_rule(path, view_func=view, endpoint=view.__name__, methods=[method])

    def upload(self) -> dict[str, Any]:
        """The scripts `no-batches` and those of errors fail here: the file names the model."""
        file = request.files.get("file")
        if file is None:
            raise missing("file")
        if request.form.get("purpose") != "batch":
            raise ApiError(400, "'purpose' must be 'batch'.", param="purpose")
        content = file.read()
        script = script_in(read_lines(content))
        if script == "no-batches":
            raise ApiError(404, "Invalid URL (POST /v1/files)")
        fail_if_scripted(script.removeprefix("upload-") if script.startswith("upload-") else "")
        return {
            "id": self.store.keep(content, file.filename or ""),
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": file.filename,
            "purpose": "batch",
            "status": "processed",
        }

    def files(self) -> dict[str, Any]:
        """Newest first."""
        found = [
            {
                "id": file_id,
                "object": "file",
                "bytes": len(content),
                "filename": self.store.names[file_id],
                "purpose": "batch",
            }
            for file_id, content in [*self.store.files.items()][::-1]
        ]
        return {"object": "list", "data": found, "has_more": False}

    def download(self, file_id: str) -> Response:
        return Response(self.content(file_id), mimetype="application/octet-stream")

    def delete(self, file_id: str) -> dict[str, Any]:
        self.content(file_id)
        del self.store.files[file_id]
        return {"id": file_id, "object": "file", "deleted": True}

    def content(self, file_id: str) -> bytes:
        if file_id not in self.store.files:
            raise ApiError(404, f"No such File object: {file_id}", param="id")
        return self.store.files[file_id]

    def create(self) -> dict[str, Any]:
        body = request.get_json(silent=True) or {}
        for name in body:
            if name not in BATCH:
                raise unknown(name)
        if body.get("endpoint") not in self.answers:
            raise ApiError(400, f"Invalid value for 'endpoint': {body.get('endpoint')}", param="endpoint")
        if body.get("completion_window") != "24h":
            raise ApiError(400, "Invalid value for 'completion_window'.", param="completion_window")
        lines = read_lines(self.content(body.get("input_file_id", "")))
        batch = Batch(
            id=new_id("batch"),
            endpoint=body["endpoint"],
            input_file_id=body["input_file_id"],
            metadata=body.get("metadata") or {},
            created_at=int(time.time()),
            lines=lines,
            script=script_in(lines),
        )
        self.store.batches[batch.id] = batch
        return batch.to_json()

    def index(self) -> dict[str, Any]:
        """Newest first."""
        limit = request.args.get("limit", 20, type=int)
        data = [batch.to_json() for batch in reversed(self.store.batches.values())][:limit]
        return {"object": "list", "data": data, "has_more": len(self.store.batches) > limit}

    def show(self, batch_id: str) -> dict[str, Any]:
        batch = self.store.batches.get(batch_id)
        if batch is None:
            raise ApiError(404, f"No batch found with id '{batch_id}'.", param="id")
        self.store.advance(batch, self.answers[batch.endpoint])
        return batch.to_json()
