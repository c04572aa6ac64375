"""One conversation of the simulated agent, without its socket: messages in, messages out, and 1008 for protocol violations."""

import json
from collections.abc import Sequence

from bridge.simulators.agent import messages
from bridge.simulators.agent.casting import Part
from bridge.simulators.agent.dialogue import Dialogue, Talk
from bridge.simulators.agent.hearing import Hearing
from bridge.simulators.agent.messages import Close, Output, Send
from bridge.simulators.agent.protocol import (
    ClientMessage,
    ContextualUpdate,
    ContractError,
    Initiation,
    Pong,
    ToolResult,
    UserAudio,
    UserMessage,
    read_client_message,
)
from bridge.simulators.agent.record import Record
from bridge.simulators.script import AgentTurn, Turn
from bridge.simulators.settings import OVERRIDABLE

PING_SECONDS = 2.0


class AgentSession:
    """`now`: a monotonic clock, in seconds."""

    def __init__(
        self,
        record: Record,
        part: Part,
        now: float,
        receive_timeout_seconds: float = 60.0,
        overridable: frozenset[tuple[str, str]] = OVERRIDABLE,
    ) -> None:
        self._overridable = overridable
        self._record, self._part = record, part
        self._dialogue: Dialogue | None = None
        self._talk: Talk | None = None
        self._hearing = Hearing()
        self._pings_sent = 0
        self._unanswered: set[int] = set()
        self._next_ping, self._last_audio = now + PING_SECONDS, now
        self._timeout_seconds = receive_timeout_seconds

    def receive(self, message: str | bytes, now: float) -> list[Output]:
        try:
            return self._handle(read_client_message(message, self._overridable), now)
        except ContractError as error:
            self._record.end(str(error), {"code": 1008, "reason": f"{error.error_type}: {error}"})
            return [messages.error(1008, error.error_type, str(error)), Close(1008, str(error)[:120])]

    def tick(self, now: float) -> list[Output]:
        """Messages due now: pings, and the end of the conversation if the client has gone silent."""
        if now - self._last_audio > self._timeout_seconds:
            self._record.end(
                "transport_receive_timeout", {"code": 1002, "reason": "transport_receive_timeout"}
            )
            return [Close(1002, "transport_receive_timeout")]
        if self._dialogue is None or self._dialogue.is_mute or now < self._next_ping:
            return []
        self._next_ping = now + PING_SECONDS
        self._unanswered.add(self._pings_sent)
        self._pings_sent += 1
        return [messages.ping(self._pings_sent - 1)]

    def _handle(self, message: ClientMessage, now: float) -> list[Output]:
        if self._dialogue is None or self._talk is None:
            if not isinstance(message, Initiation):
                raise ContractError(
                    "invalid_message", "the first message must be conversation_initiation_client_data"
                )
            return self._begin(message)
        match message:
            case UserAudio(audio):
                self._last_audio = now
                return self._hear(self._talk, audio)
            case Pong(event_id):
                self._take_pong(event_id)
            case ToolResult():
                self._take_tool_result(self._dialogue, message)
            case UserMessage(text) | ContextualUpdate(text):
                self._take_text(self._dialogue, text, typed=isinstance(message, UserMessage))
            case Initiation():
                raise ContractError("invalid_message", "the conversation was initiated already")
            case _:
                pass
        return []

    def _begin(self, initiation: Initiation) -> list[Output]:
        self._record.initiation = {
            name: value for name, value in initiation.raw.items() if name != "type"
        } | {"dynamic_variables": dict(initiation.variables)}
        script, position = self._part.script_for(initiation.variables)
        self._record.language = script.language
        first_message = initiation.override("agent", "first_message") or ""
        written = script.turns_at(str(initiation.variables.get("organization_name", "")))
        opening, turns = opening_of(written, position, first_message)
        self._dialogue = Dialogue(turns, self._part.voice(script), self._record, position, opening)
        self._talk = self._dialogue.talk()
        return [messages.metadata(self._record.conversation_id), *next(self._talk)]

    def _hear(self, talk: Talk, audio: bytes) -> list[Output]:
        heard = self._hearing.listen(audio)
        if heard.speech_started:
            self._record.speech_began_ms = self._record.elapsed_ms
        self._record.elapsed_ms += heard.milliseconds
        return talk.send(heard)

    def _take_pong(self, event_id: int) -> None:
        if event_id not in self._unanswered:
            raise ContractError("invalid_message", f"pong {event_id} answers no ping")
        self._unanswered.discard(event_id)

    def _take_tool_result(self, dialogue: Dialogue, result: ToolResult) -> None:
        if result.tool_call_id not in dialogue.open_tool_calls:
            raise ContractError(
                "invalid_message", f"client_tool_result for an unknown call {result.tool_call_id!r}"
            )
        dialogue.tool_results[result.tool_call_id] = result
        self._record.note_tool_result(result.tool_call_id, result.result, is_error=result.is_error)

    def _take_text(self, dialogue: Dialogue, text: str, *, typed: bool) -> None:
        dialogue.typed.append(text)
        if typed:
            self._record.add_turn("user", text, self._pings_sent, source_medium="text")
        else:
            self._record.add_context(text, self._pings_sent)

    @property
    def position(self) -> int:
        """The number of finished turns."""
        return self._dialogue.position if self._dialogue else 0


def opening_of(
    turns: Sequence[Turn], position: int, first_message: str
) -> tuple[AgentTurn | None, Sequence[Turn]]:
    """The greeting and the remaining turns: a reconnected call is greeted again and continues."""
    if not turns or not isinstance(turns[0], AgentTurn):
        return (AgentTurn(agent=first_message) if first_message else None), turns
    if position:
        return AgentTurn(agent=first_message or turns[0].text or "Hello?"), turns
    if first_message:
        return None, [turns[0].model_copy(update={"text": first_message}), *turns[1:]]
    return None, turns


def encoded(output: Send) -> str:
    return json.dumps(output.message, ensure_ascii=False, separators=(",", ":"))
