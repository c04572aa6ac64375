"""Client of the Batch API: a file of requests is uploaded, and files of answers are ready within a day, at half the price."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

import openai
from openai.types import Batch
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from workers.errors import AnalysisError
from workers.llm import chat_api, responses_api
from workers.llm.base import Question, Request
from workers.llm.failures import line_error
from workers.llm.openai_model import OpenAIModel
from workers.llm.reply import Reply

log = logging.getLogger(__name__)
RESPONSES: Literal["/v1/responses"] = "/v1/responses"
CHAT: Literal["/v1/chat/completions"] = "/v1/chat/completions"
APIS = {RESPONSES: "responses_batch", CHAT: "chat_completions_batch"}
OVER = {"completed", "failed", "expired", "cancelled"}
RECENT = 100  # number of batches searched for one whose id was lost


@dataclass(frozen=True, slots=True)
class State:
    """The state of a batch. `files` contain answers and errors, `uploaded` the questions; `fault` is why the whole
    batch was rejected.
    """

    status: str
    endpoint: str
    files: tuple[str, ...]
    latency_ms: int
    fault: str = ""
    uploaded: str = ""

    @property
    def is_over(self) -> bool:
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class Line:
    """The result of one request: a reply with its usage, or an error, which cost nothing unless it has a request."""

    custom_id: str
    reply: Reply | None = None
    request: Request | None = None
    error: AnalysisError | None = None


@dataclass(frozen=True, slots=True)
class BatchApi:
    """Raises openai.OpenAIError as the SDK does."""

    model: OpenAIModel

    @property
    def endpoint(self) -> Literal["/v1/responses", "/v1/chat/completions"]:
        return CHAT if self.model.dialects.is_chat_only(self.model.base_url) else RESPONSES

    def line(self, custom_id: str, question: Question, model: str) -> bytes:
        of = chat_api.body_of if self.endpoint == CHAT else responses_api.body_of
        body = of(model, question)
        request = {"custom_id": custom_id, "method": "POST", "url": self.endpoint, "body": body}
        return json.dumps(request, ensure_ascii=False).encode() + b"\n"

    def send(self, lines: bytes, group: str) -> str:
        """Uploads the requests and returns the batch's id. With `group`, `find` finds the batch if that id is lost."""
        client, name = self.model.client, file_name(group)
        self._delete_lost(name)
        file = client.files.create(file=(name, lines), purpose="batch")
        try:
            batch = client.batches.create(
                input_file_id=file.id,
                endpoint=self.endpoint,
                completion_window="24h",
                metadata={"group": group},
            )
        except openai.APIStatusError:  # where the answer is lost, the batch may exist, and needs its file
            self._delete(file.id)
            raise
        return batch.id

    def find(self, group: str) -> str | None:
        """The id of the batch with that group name, among the newest batches; None if there is none."""
        newest = self.model.client.batches.list(limit=RECENT).data
        return next((batch.id for batch in newest if (batch.metadata or {}).get("group") == group), None)

    def state(self, batch_id: str) -> State:
        return state_of(self.model.client.batches.retrieve(batch_id))

    def lines(self, state: State) -> Iterator[Line]:
        """The results, in any order; unreadable lines are skipped. Only a line feed ends a line: text within JSON may
        contain U+2028 and others that `splitlines` would break it at.
        """
        for file_id in state.files:
            for text in BytesIO(self.model.client.files.content(file_id).content):
                line = read_line(text, state)
                if line is not None:
                    yield line

    def forget(self, state: State) -> None:
        """Deletes the batch's files at the provider, because they contain transcripts. Files that cannot be deleted expire."""
        for file_id in filter(None, (state.uploaded, *state.files)):
            self._delete(file_id)

    def _delete_lost(self, name: str) -> None:
        """Files that a process uploaded for the group and died before a batch was made of them: nobody else would delete them."""
        try:
            files = self.model.client.files.list(purpose="batch", limit=RECENT).data or ()
        except openai.OpenAIError as error:
            log.warning("files of batches not listed error=%s", error)
            return
        for file in files:
            if file.filename == name:
                self._delete(file.id)

    def _delete(self, file_id: str) -> None:
        try:
            self.model.client.files.delete(file_id)
        except openai.OpenAIError as error:
            log.warning("file of a batch not deleted file=%s error=%s", file_id, error)


def file_name(group: str) -> str:
    return f"analyses-{group.partition(':')[2] or group}.jsonl"


def state_of(batch: Batch) -> State:
    faults = (batch.errors and batch.errors.data) or []
    ended = batch.completed_at or batch.expired_at or batch.cancelled_at or batch.created_at
    return State(
        status=batch.status,
        endpoint=batch.endpoint,
        files=tuple(name for name in (batch.output_file_id, batch.error_file_id) if name),
        latency_ms=max(ended - batch.created_at, 0) * 1000,
        fault="; ".join(f"{fault.code}: {fault.message}" for fault in faults[:3]),
        uploaded=batch.input_file_id or "",
    )


def read_line(text: str | bytes, state: State) -> Line | None:
    try:
        line = json.loads(text)
        return line_of(line["custom_id"], line, state)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("unreadable line in a batch error=%s", error)
        return None


def line_of(custom_id: str, line: Mapping[str, Any], state: State) -> Line:
    answer, error = line.get("response") or {}, line.get("error")
    status, body = answer.get("status_code", 0), answer.get("body") or {}
    if error or status != 200:
        return Line(custom_id, error=line_error(status, error or body.get("error") or {}))
    api, request_id = APIS.get(state.endpoint, APIS[RESPONSES]), answer.get("request_id") or line.get("id")
    try:
        reply = reply_of(body, request_id, state.endpoint)
    except (ValueError, TypeError, AttributeError) as error:
        unreadable = Request("", api, None, state.latency_ms, request_id, "unreadable")
        why = AnalysisError("bad_answer", f"{type(error).__name__}: {error}", permanent=True)
        return Line(custom_id, request=unreadable, error=why)
    said = "refusal" if reply.refusal else reply.status
    request = Request(reply.model, api, reply.usage, state.latency_ms, reply.request_id, said)
    return Line(custom_id, reply, request)


def reply_of(body: dict[str, Any], request_id: str | None, endpoint: str) -> Reply:
    """Uses `construct`, as the SDK does for answers: fields that a compatible server omits are no error."""
    if endpoint == CHAT:
        return chat_api.reply_of(ChatCompletion.construct(**body), request_id)
    return responses_api.reply_of(Response.construct(**body), request_id)
