"""OpenAI and compatible servers: the Responses API first, chat completions where it does not exist."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import openai

from workers.errors import AnalysisError
from workers.llm.base import Note, Question, Request
from workers.llm.chat_api import ask_chat
from workers.llm.failures import analysis_error, is_missing_api
from workers.llm.reply import Reply, answer_of
from workers.llm.responses_api import ask_responses

log = logging.getLogger(__name__)
NOT_CONNECTED = {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"}
Ask = Callable[[openai.OpenAI, str, Question], Reply]


class Dialects(Protocol):
    """Remembers, for all processes, which servers have no Responses API."""

    def is_chat_only(self, base_url: str) -> bool: ...
    def remember_chat_only(self, base_url: str) -> None: ...


@dataclass(slots=True)
class OpenAIModel:
    name: str
    client: openai.OpenAI
    dialects: Dialects
    base_url: str = field(init=False)

    def __post_init__(self) -> None:
        self.base_url = str(self.client.base_url)

    def ask(self, question: Question, note: Note) -> str:
        try:
            reply = self._reply(question, note)
        except openai.OpenAIError as error:
            raise analysis_error(error) from error
        return answer_of(reply)

    def named(self, name: str) -> "OpenAIModel":
        return OpenAIModel(name, self.client, self.dialects)

    def close(self) -> None:
        self.client.close()

    def _reply(self, question: Question, note: Note) -> Reply:
        if not self.dialects.is_chat_only(self.base_url):
            try:
                return self._request("responses", ask_responses, question, note)
            except openai.APIStatusError as error:
                if not is_missing_api(error):
                    raise
            log.info("no Responses API, chat completions from now on base_url=%s", self.base_url)
            reply = self._request("chat_completions", ask_chat, question, note)
            self.dialects.remember_chat_only(self.base_url)
            return reply
        return self._request("chat_completions", ask_chat, question, note)

    def _request(self, api: str, ask: Ask, question: Question, note: Note) -> Reply:
        """Sends one request and records it before its answer is parsed. One whose answer was lost may have been billed."""
        started = time.monotonic()
        try:
            reply = ask(self.client, self.name, question)
        except openai.APIConnectionError as error:
            if was_sent(error):
                status = "timeout" if isinstance(error, openai.APITimeoutError) else "lost"
                note(Request(self.name, api, None, elapsed_ms(started), None, status))
            raise
        except (
            ValueError,
            TypeError,
            AttributeError,
        ) as error:  # of what the SDK takes for an answer, such as a page
            note(Request(self.name, api, None, elapsed_ms(started), None, "unreadable"))
            raise AnalysisError("bad_answer", f"{type(error).__name__}: {error}", permanent=False) from error
        status = "refusal" if reply.refusal else reply.status
        note(Request(reply.model, api, reply.usage, elapsed_ms(started), reply.request_id, status))
        return reply


def was_sent(error: openai.APIConnectionError) -> bool:
    """False if there was no connection. By the cause's name: which HTTP library the SDK uses is its own affair."""
    return type(error.__cause__).__name__ not in NOT_CONNECTED


def elapsed_ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def make_model(
    name: str, *, api_key: str, base_url: str, timeout_seconds: float, dialects: Dialects
) -> OpenAIModel:
    """`max_retries=0`: retries happen at job level, so that every request is seen and counted."""
    client = openai.OpenAI(
        api_key=api_key,
        base_url=base_url or "https://api.openai.com/v1",
        timeout=timeout_seconds,
        max_retries=0,
    )
    return OpenAIModel(name, client, dialects)
