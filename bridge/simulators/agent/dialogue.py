"""The agent's half of a script, without a socket: it hears the caller's audio and answers with messages.

A generator that advances with what it hears, so that a call played faster than real time stays in step by itself.
"""

import json
import re
import secrets
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bridge.simulators import mulaw
from bridge.simulators.agent import messages
from bridge.simulators.agent.hearing import Heard
from bridge.simulators.agent.messages import Close, Drop, Output, SendRaw
from bridge.simulators.agent.protocol import ToolResult
from bridge.simulators.agent.record import Record
from bridge.simulators.script import AgentTurn, CallerTurn, Fault, ToolCall, Turn
from bridge.simulators.speech import Voice, say

CHUNK_BYTES = mulaw.SAMPLE_RATE_HZ // 4  # 250 ms
FIRST_CHUNKS = 4  # at once, then one every
CHUNK_EVERY_MS = 60  # about four times faster than it is spoken
INTERRUPTIBLE_UNTIL_MS = 200  # before the end of a line
TURN_TIMEOUT_MS = 15_000
TOOL_TIMEOUT_MS = 20_000
KEYPAD_TIMEOUT_MS = 8_000

TIME_ZONE = ZoneInfo("Europe/Madrid")
_DAY = re.compile(r"\{today\+(\d+)\}")
Value = str | int | float | bool
Talk = Generator[list[Output], Heard, None]


@dataclass(slots=True)
class Dialogue:
    turns: Sequence[Turn]
    voice: Voice
    record: Record
    position: int = 0  # turns done: where a new connection of the same call goes on
    opening: AgentTurn | None = None  # said first, and no turn of the script
    is_mute: bool = False  # a fault: not even pings
    typed: list[str] = field(default_factory=list)
    tool_results: dict[str, ToolResult] = field(default_factory=dict)
    open_tool_calls: set[str] = field(default_factory=set)
    _event_id: int = 0
    _is_interrupted: bool = False
    _was_spoken_to: bool = False  # while it could not answer

    def talk(self) -> Talk:
        """A generator: `send` it what was heard, and it yields messages to send. It never ends; the socket's end stops it."""
        if self.opening:
            yield from self._perform(self.opening)
        for turn in self.turns[self.position :]:
            if isinstance(turn, AgentTurn):
                self.position += 1  # what it has begun to say is not said again
                yield from self._perform(turn)
            else:
                yield from self._attend(turn)
                self.position += 1
        while True:
            yield []

    def _perform(self, turn: AgentTurn) -> Talk:
        if turn.text:
            yield from self._say(turn.text, stale_audio=turn.stale_audio)
        if turn.fault:
            yield from self._fail(turn.fault)
        is_error = False
        if turn.tool and not self._is_interrupted:
            is_error = yield from self._use(turn.tool)
        text = (turn.text_after_error if is_error else "") or turn.text_after_tool
        if text and not self._is_interrupted:
            yield from self._say(text)
        if turn.end_call or (is_error and turn.end_call_after_error):
            yield from self._end_call()

    def _say(self, text: str, *, stale_audio: bool = False) -> Talk:
        """All audio chunks of a line share one event id. The line ends when it has been played, not when it has been sent."""
        self._next_event(after_interruption=self._is_interrupted)
        self._is_interrupted = False
        turn = self.record.add_turn("agent", text, self._event_id)
        spoken = say(text, self.voice)
        chunks = [spoken[start : start + CHUNK_BYTES] for start in range(0, len(spoken), CHUNK_BYTES)]
        output: list[Output] = [messages.agent_response(text, self._event_id)]
        elapsed_ms, total_ms, sent = 0.0, mulaw.seconds(len(spoken)) * 1000, 0
        while elapsed_ms < total_ms:
            due = min(len(chunks), FIRST_CHUNKS + int(elapsed_ms // CHUNK_EVERY_MS))
            output += [messages.audio(chunk, self._event_id) for chunk in chunks[sent:due]]
            sent = due
            heard = yield output
            output = []
            elapsed_ms += heard.milliseconds
            if heard.speech_started and elapsed_ms < total_ms - INTERRUPTIBLE_UNTIL_MS:
                yield from self._be_interrupted(turn, elapsed_ms / total_ms, chunks[-1:] * stale_audio)
                return
        yield output

    def _be_interrupted(self, turn: dict[str, object], share: float, stale: list[bytes]) -> Talk:
        """The interruption's id is newer than that of the audio it cuts off, and is shared by the reply."""
        original, old_id = str(turn["message"]), self._event_id
        words = original.split()
        corrected = " ".join(words[: int(len(words) * share)])
        turn |= {"message": corrected, "original_message": original, "interrupted": True}
        self._next_event()
        self._is_interrupted = True
        yield [
            messages.interruption(self._event_id),
            messages.agent_response_correction(original, corrected, old_id),
            *(messages.audio(chunk, old_id) for chunk in stale),
        ]

    def _attend(self, turn: CallerTurn) -> Talk:
        if turn.silence_seconds:
            yield from self._wait(turn.silence_seconds * 1000)
        if turn.text and (yield from self._hear_line()):
            self._next_event(after_interruption=self._is_interrupted)
            began = int(self.record.speech_began_ms / 1000)
            self.record.add_turn("user", turn.text, self._event_id, time_in_call_secs=began)
            yield [messages.user_transcript(turn.text, self._event_id)]
        if turn.dtmf:
            yield from self._read_keypad(turn.dtmf)
        while turn.hang_up:
            yield []

    def _hear_line(self) -> Generator[list[Output], Heard, bool]:
        """Returns whether the caller spoke; after a long silence the agent continues anyway."""
        if self._was_spoken_to:
            self._was_spoken_to = False
            return True
        waited_ms, speaking = 0.0, self._is_interrupted
        while waited_ms < TURN_TIMEOUT_MS:
            heard = yield []
            speaking |= heard.speech_started
            if heard.speech_ended:
                return True
            waited_ms = 0 if speaking else waited_ms + heard.milliseconds
        self.record.complaints.append("turn timeout: the caller's speech did not arrive")
        return False

    def _read_keypad(self, pressed: str) -> Talk:
        """Digits have no event type: the client sends them as text, one by one or together."""
        wanted, waited_ms = _digits(pressed), 0.0
        while wanted not in _digits("".join(self.typed)) and waited_ms < KEYPAD_TIMEOUT_MS:
            heard = yield []
            waited_ms += heard.milliseconds
        if waited_ms >= KEYPAD_TIMEOUT_MS:
            self.record.complaints.append("keypad: the digits did not arrive as text")
        self.typed.clear()

    def _use(self, tool: ToolCall) -> Generator[list[Output], Heard, bool]:
        """Returns whether the tool failed."""
        call_id = f"tool_{secrets.token_hex(8)}"
        parameters = {name: _dated(value) for name, value in tool.parameters.items()}
        self._note_tool(tool.name, call_id, parameters)
        self.open_tool_calls.add(call_id)
        yield [messages.client_tool_call(tool.name, call_id, parameters, self._event_id)]
        waited_ms = 0.0
        while call_id not in self.tool_results and waited_ms < TOOL_TIMEOUT_MS:
            heard = yield []
            waited_ms += heard.milliseconds
        self.open_tool_calls.discard(call_id)
        if call_id not in self.tool_results:
            self.record.complaints.append(f"tool timeout: {tool.name} was not answered")
            return True
        return self.tool_results[call_id].is_error

    def _note_tool(self, name: str, call_id: str, parameters: dict[str, Value]) -> None:
        call = {
            "type": "client",
            "request_id": call_id,
            "tool_name": name,
            "params_as_json": json.dumps(parameters),
            "tool_has_been_called": True,
        }
        self.record.add_turn("agent", None, self._event_id, tool_calls=[call])

    def _end_call(self) -> Talk:
        call_id = f"tool_{secrets.token_hex(8)}"
        self.record.end("end_call tool was called")
        yield [messages.end_call_response(call_id, self._event_id), Close(1000, "end_call tool was called")]

    def _fail(self, fault: Fault) -> Talk:
        match fault.kind:
            case "close":
                yield [Close(fault.code, fault.reason or _REASONS[fault.code])]
            case "drop":
                yield [Drop()]
            case "garbage":
                yield [SendRaw('{"type":"audio","audio_event":{"audio_base_64":"//7')]
            case "oversize":
                yield [SendRaw('{"type":"internal_noise","padding":"' + "x" * 2**20 + '"}')]
            case "silence":
                self.is_mute = True
                self._was_spoken_to = yield from self._wait(fault.seconds * 1000)
                self.is_mute = False

    def _wait(self, milliseconds: float) -> Generator[list[Output], Heard, bool]:
        """Returns whether the caller spoke meanwhile."""
        was_spoken_to = False
        while milliseconds > 0:
            heard = yield []
            was_spoken_to |= heard.speech_ended
            milliseconds -= heard.milliseconds
        return was_spoken_to

    def _next_event(self, *, after_interruption: bool = False) -> None:
        if not after_interruption:
            self._event_id += 1


def _dated(value: Value) -> Value:
    """`{today+2}` becomes the date of the day after tomorrow, so that appointments in scripts stay in the future."""
    if not isinstance(value, str):
        return value
    today = datetime.now(TIME_ZONE).date()
    return _DAY.sub(lambda found: (today + timedelta(days=int(found[1]))).isoformat(), value)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


_REASONS = {1000: "", 1002: "llm_timeout", 1008: "telephony_agent_error", 1011: "unknown_websocket_crash"}
