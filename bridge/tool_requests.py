"""Calls the external systems behind the agent's tools, off the audio path, and answers the agent in time."""

import logging
from concurrent.futures import Future
from time import monotonic
from typing import Any

import requests

from bridge.agent_side import ENDED_CALL, Conversation
from bridge.commands import UseTool
from bridge.events import ToolAnswered
from bridge.pump import PumpStoppedError
from bridge.settings import ToolSettings
from bridge.switchboard import Switchboard
from bridge.timers import Timer
from bridge.tokens import Ticket
from bridge.tool_outcomes import Outcome
from db.actions.calls import conversation_id_of
from db.json_text import read_json

log = logging.getLogger(__name__)
ANSWER_TIMEOUT_SECONDS = 5.0
REQUEST_TIMEOUT_SECONDS = 4.5
MAX_BYTES = 16 * 1024
ADVICE = "do not promise anything: note the wish, and say that a person will confirm it"
Told = tuple[dict[str, Any], bool]  # to the agent: the result, and whether it is an error


class ToolRequests:
    """Runs on the pump's thread, except for the request itself."""

    def __init__(self, switchboard: Switchboard, ticket: Ticket, call: Conversation) -> None:
        self._switchboard = switchboard
        self._ticket = ticket
        self._call = call
        self._ended_ms: int | None = None

    def run(self, request: UseTool) -> None:
        log.info("event=tool_used call=%s tool=%s", self._ticket.call_sid, request.tool)
        pump = self._switchboard.pump
        future: Future[Told] = self._switchboard.tool_threads.submit(
            ask, self._switchboard.settings.tools, request, self._about()
        )
        timer = pump.call_later(ANSWER_TIMEOUT_SECONDS, lambda: self._give_up(request, future), self._call)
        future.add_done_callback(lambda done: self._done(request, done, timer))

    def release(self) -> None:
        """The call is over. What is answered later was done all the same, and is kept."""
        self._ended_ms = self._call.at_ms
        self._call = ENDED_CALL

    def _about(self) -> dict[str, Any]:
        ticket = self._ticket
        return {
            "call_sid": ticket.call_sid,
            "conversation_id": str(conversation_id_of(ticket.call_sid)),
            "caller_number": ticket.caller,
            "called_number": ticket.called,
            "is_test": ticket.is_test,
        }

    def _give_up(self, request: UseTool, future: "Future[Told]") -> None:
        """Cancels a request that has not started: it must not happen behind the agent's back."""
        future.cancel()
        self._answer(request, failure("timeout", "there was no answer in time"))

    def _done(self, request: UseTool, future: "Future[Told]", timer: Timer) -> None:
        """On the request's thread."""
        if future.cancelled():
            return
        told = future.result()

        def take() -> None:
            timer.cancel()
            self._answer(request, told)

        try:
            self._switchboard.pump.post(take, self._call)
        except PumpStoppedError:
            self._keep(request, told)

    def _answer(self, request: UseTool, told: Told) -> None:
        if self._ended_ms is None:
            self._call.feed(ToolAnswered(self._call.at_ms, request.tool_call_id, *told))
        else:
            self._keep(request, told)

    def _keep(self, request: UseTool, told: Told) -> None:
        """No agent hears it any more."""
        log.info("event=tool_answered_late call=%s tool=%s", self._ticket.call_sid, request.tool)
        at_ms = self._call.at_ms if self._ended_ms is None else self._ended_ms
        self._switchboard.recorder.record(self._ticket.call_sid, Outcome(request, *told, at_ms).fact)


def ask(settings: ToolSettings, request: UseTool, about: dict[str, Any]) -> Told:
    """Returns the result for the agent and whether it is an error. Never raises; never retries, because such requests
    are not idempotent.
    """
    body = {"tool": request.tool, "arguments": request.arguments, **about}
    headers = {"Idempotency-Key": request.tool_call_id}
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token}"
    try:
        with requests.post(
            settings.urls[request.tool],
            json=body,
            headers=headers,
            timeout=REQUEST_TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            return read_answer(answer)
    except (requests.RequestException, ValueError) as error:
        log.warning("event=tool_failed tool=%s error=%s", request.tool, type(error).__name__)
        return failure("unreachable", "the system behind this could not be reached")


def read_answer(answer: requests.Response) -> Told:
    """Reads a JSON object. The `message` of a 4xx answer is passed on to the agent."""
    text = read_text(answer)
    try:
        content = read_json(text) if text else {}
    except ValueError:
        content = None
    if answer.status_code >= 500 or not isinstance(content, dict) or len(text) > MAX_BYTES:
        log.warning("event=tool_failed status=%d bytes=%d", answer.status_code, len(text))
        return failure("failed", "the system behind this has failed")
    if not 200 <= answer.status_code < 300:
        return failure("refused", str(content.get("message") or f"refused with {answer.status_code}")[:500])
    return content or {"status": "done"}, False


def read_text(answer: requests.Response) -> bytes:
    """Reads just enough to see that a response is too long. A system that drips must not hold the thread."""
    text, deadline = b"", monotonic() + REQUEST_TIMEOUT_SECONDS
    for chunk in answer.iter_content(4096):
        text += chunk
        if len(text) > MAX_BYTES or monotonic() > deadline:
            break
    return text


def failure(code: str, message: str) -> Told:
    return {"error": code, "message": message, "advice": ADVICE}, True
