"""One call as a state machine: events in, commands out. No I/O, no clock, no audio; drivers carry out the commands.

CONNECTING --metadata--> TALKING --goodbye, transfer, failure--> LEAVING --heard to the end--> OVER
"""

from dataclasses import dataclass, field
from functools import singledispatchmethod

from bridge import events as happened
from bridge.close_codes import IN_ORDER, POLICY, can_reconnect, describe, end_reason_of
from bridge.commands import (
    ClearCarrier,
    CloseAgent,
    Command,
    ConnectAgent,
    EndStream,
    Flow,
    LeaveStream,
    Reconnect,
    Record,
    RouteAudio,
    SendMark,
    SendToAgent,
    StartTimer,
    Step,
    StopTimer,
    UseStandIn,
    UseTool,
    WatchAgent,
    note,
    recorded,
)
from bridge.events import Event, Timer
from bridge.facts import AgentIdentified, CallAnswered, CallEnded, HintTaken, StreamStopped
from bridge.keypad import Keypad
from bridge.limits import Limits
from bridge.phases import Departure, Phase
from bridge.tool_outcomes import OpenRequests
from bridge.tools import REFUSABLE, CallChange, ToolRequest, answer_tool, tool_key, transfer_reason
from bridge.transcript import HINT, Transcript

AUDIO_FORMAT = "ulaw_8000"  # what telephones speak; with it on both legs nothing is ever transcoded
Commands = list[Command]


@dataclass(slots=True)
class CallSession:
    can_forward: bool
    limits: Limits = field(default_factory=Limits)
    transcript: Transcript = field(default_factory=Transcript)
    phase: Phase = Phase.CONNECTING
    departure: Departure | None = None
    keypad: Keypad = field(default_factory=Keypad)
    marks: int = 0
    agent_is_open: bool = False
    has_retried: bool = False
    has_reconnected: bool = False
    agent_says_goodbye: bool = False
    awaits_goodbye: bool = False  # the agent called a tool that ends the call, and said nothing yet
    remote_tools: frozenset[str] = frozenset()
    requests: OpenRequests = field(default_factory=OpenRequests)
    has_overrides: bool = False
    introduction: str = ""  # context for an agent that joins in mid-call
    after_loss: Step | None = None  # what follows a lost stream; None if nobody asks
    has_stand_in: bool = False  # this agent is on trial: where it does not begin, the usual one answers

    @property
    def takes_hints(self) -> bool:
        """Whether an agent is on the line and goes on talking."""
        return self.phase is Phase.TALKING

    def handle(self, event: Event) -> Commands:
        """Events after the end are ignored: sockets report late. What a tool did is kept all the same."""
        is_late = self.phase is Phase.OVER and not isinstance(event, happened.ToolAnswered)
        return [] if is_late else self._on(event)

    @singledispatchmethod
    def _on(self, event: Event) -> Commands:
        raise TypeError(f"the session knows no {type(event).__name__}")

    # The beginning

    @_on.register
    def _(self, _event: happened.StreamStarted) -> Commands:
        return [
            RouteAudio(caller=Flow.HELD, agent=Flow.FLOWING),
            StartTimer(Timer.AGENT_CONNECT, self.limits.agent_connect_ms),
            StartTimer(Timer.MAX_DURATION, self.limits.max_duration_ms),
            ConnectAgent(),
            Record(CallAnswered()),
        ]

    @_on.register
    def _(self, event: happened.AgentConnected) -> Commands:
        self.agent_is_open = True
        self.has_overrides = event.has_overrides
        return [WatchAgent(self.limits.agent_quiet_ms)]

    @_on.register
    def _(self, event: happened.AgentConnectFailed) -> Commands:
        """Retries once if that can help: one lost packet is no reason to call a person's mobile."""
        if event.can_retry and not (self.has_retried or self.has_stand_in):
            self.has_retried = True
            return [StartTimer(Timer.AGENT_RETRY, self.limits.agent_retry_ms)]
        return self._without(event.reason, self._no_agent)

    @_on.register
    def _(self, event: happened.AgentMetadata) -> Commands:
        if self.phase is not Phase.CONNECTING:
            return []
        identified = Record(AgentIdentified(event.conversation_id))
        if (event.output_format, event.input_format) != (AUDIO_FORMAT, AUDIO_FORMAT):
            formats = f"the agent speaks {event.output_format} and hears {event.input_format}: set both to {AUDIO_FORMAT}"
            return [identified, *self._without(formats, "agent_failed")]
        self.phase, self.has_stand_in = Phase.TALKING, False
        flow = RouteAudio(caller=Flow.FLOWING, agent=Flow.FLOWING)
        return [StopTimer(Timer.AGENT_CONNECT), identified, *self._remind_agent(), flow, *self._send_keys()]

    # The conversation

    @_on.register
    def _(self, event: happened.AgentPing) -> Commands:
        return [SendToAgent({"type": "pong", "event_id": event.event_id})]

    @_on.register
    def _(self, event: happened.AgentSaid) -> Commands:
        turn = self.transcript.agent_said(event.event_id, event.text, event.starts_ms) if event.text else None
        return [*recorded(turn), *(self._hear_goodbye() if turn and self.awaits_goodbye else [])]

    @_on.register
    def _(self, event: happened.AgentCorrected) -> Commands:
        return recorded(self.transcript.corrected(event.event_id, event.original, event.corrected))

    @_on.register
    def _(self, event: happened.CallerSaid) -> Commands:
        return recorded(self.transcript.caller_said(event.text, event.at_ms)) if event.text.strip() else []

    @_on.register
    def _(self, event: happened.Interrupted) -> Commands:
        """Always clears: the agent considers its answer finished long before the caller has heard it."""
        amended = self.transcript.interrupted(event.at_ms, event.heard)
        commands = [ClearCarrier(event.event_id), *recorded(amended)]
        if self._is_goodbye_of_open_agent():
            return commands + self._stay()
        return commands

    @_on.register
    def _(self, event: happened.DtmfPressed) -> Commands:
        if self.keypad.press(event.digit, event.at_ms):
            return [StopTimer(Timer.KEYPAD), *self._send_keys()]
        return [StartTimer(Timer.KEYPAD, self.limits.keypad_ms)]

    @_on.register
    def _(self, event: happened.HintGiven) -> Commands:
        """Context, no turn: the agent goes on and uses it from its next answer on. `takes_hints` says whether it is told."""
        if not self.takes_hints:
            return []
        after = self.transcript.hinted(event.text)
        told = SendToAgent(_context(HINT.format(event.text)))
        return [told, Record(HintTaken(event.hint_id, after, event.text, event.by))]

    @_on.register
    def _(self, event: happened.ToolCalled) -> Commands:
        answer = answer_tool(event, can_forward=self.can_forward, remote=self.remote_tools)
        if isinstance(answer, ToolRequest):
            return [self.requests.ask(UseTool(event.tool, event.tool_call_id, answer.arguments))]
        commands: Commands = [SendToAgent(answer.message(event.tool_call_id))]
        if answer.is_error and event.tool in REFUSABLE:
            refused = {"tool": event.tool, "at_ms": event.at_ms, "result": answer.result, "is_error": True}
            return [*commands, note(**{tool_key(event.tool_call_id): refused})]
        if answer.call_change is CallChange.END_CALL:
            return commands + self._leave(Step.HANG_UP, "agent_hangup", is_silent=not event.buffered_ms)
        if answer.call_change is CallChange.TRANSFER:
            stays = self._stay() if self.departure and self.departure.step is Step.HANG_UP else []
            leaves = self._leave(Step.FORWARD, "transferred", is_silent=not event.buffered_ms)
            return [*commands, note(transfer=transfer_reason(event)), *stays, *leaves]
        return commands

    @_on.register
    def _(self, event: happened.ToolAnswered) -> Commands:
        """What was done for an agent that is gone is kept, and told to the one that goes on."""
        outcome = self.requests.take(event)
        if outcome is None:
            return []
        self.transcript.noted(outcome.words)
        told = outcome.message if outcome.is_awaited else _context(outcome.words)
        is_heard = self.takes_hints or (outcome.is_awaited and self.phase is not Phase.OVER)
        return [*([SendToAgent(told)] if is_heard else []), Record(outcome.fact)]

    # The end

    @_on.register
    def _(self, event: happened.AgentToolResponded) -> Commands:
        if event.tool != "end_call" or event.is_error:
            return []
        self.agent_says_goodbye = True
        return [StartTimer(Timer.AGENT_LEAVES, self.limits.agent_leaves_ms)]

    @_on.register
    def _(self, event: happened.AgentClosed) -> Commands:
        if self._refuses_overrides(event):
            return self._connect_plain(event)
        if self.phase is Phase.CONNECTING:
            return self._without(describe(event), self._no_agent)
        self.agent_is_open = False
        if self._is_lost(event):
            return self._reconnect(event)
        if self.departure is None and (event.code == IN_ORDER or self.agent_says_goodbye):
            self.departure = Departure(Step.HANG_UP, end_reason_of(event))
        failed = self.departure is None
        self.departure = self.departure or Departure(Step.FORWARD, "agent_failed")
        self.phase = Phase.LEAVING
        self.awaits_goodbye = False
        noted = [note(agent_error=describe(event))] if failed else []
        return [*noted, CloseAgent(), StopTimer(Timer.LAST_WORDS), *self._play_out(event.buffered_ms)]

    @_on.register
    def _(self, _event: happened.AgentWentQuiet) -> Commands:
        quiet = f"no message for {self.limits.agent_quiet_ms} ms"
        return [note(agent_error=quiet), *self._depart(Step.FORWARD, "agent_failed")]

    @_on.register
    def _(self, event: happened.TimerFired) -> Commands:
        match event.timer:
            case Timer.AGENT_CONNECT:
                late = [] if self.has_reconnected else [note(agent_error="not ready in time")]
                return [*late, *self._depart(Step.FORWARD, self._no_agent)]
            case Timer.AGENT_RETRY:
                return [ConnectAgent()]
            case Timer.KEYPAD:
                return self._send_keys()
            case Timer.LAST_WORDS:
                self.awaits_goodbye = False
                return self._play_out(event.buffered_ms)
            case Timer.PLAYED_OUT:
                return self._go()
            case Timer.AGENT_LEAVES:
                return self._leave(Step.HANG_UP, "agent_hangup")
            case Timer.MAX_DURATION:
                return self._leave(Step.HANG_UP, "max_duration")

    @_on.register
    def _(self, event: happened.MarkReturned) -> Commands:
        if self.phase is not Phase.LEAVING or event.name != self._mark_name():
            return []
        return self._play_out(event.buffered_ms) if event.buffered_ms > 0 else self._go()

    @_on.register
    def _(self, event: happened.CarrierStopped) -> Commands:
        hung_up_by_us = self.departure is not None and self.departure.step is Step.HANG_UP
        reason = self.departure.reason if self.departure and hung_up_by_us else "caller_hangup"
        self.phase = Phase.OVER
        unheard = self.transcript.interrupted(event.at_ms, event.heard)
        known = [*recorded(unheard), *self._unsent_keys()]
        return [CloseAgent(), *known, Record(StreamStopped(reason)), LeaveStream(reason)]

    @_on.register
    def _(self, event: happened.CarrierLost) -> Commands:
        """The stream ends here; only the carrier's next request shows whether the caller is still there. What was decided
        before stands: nobody is rung after a goodbye.
        """
        self.phase = Phase.OVER
        unheard = self.transcript.interrupted(event.at_ms, event.heard)
        return [
            CloseAgent(),
            *recorded(unheard),
            *self._unsent_keys(),
            note(stream_lost=event.code),
            self._after_loss(),
        ]

    def _after_loss(self) -> Command:
        if self.after_loss is None:
            return LeaveStream("stream_failed")
        follows = self.departure or Departure(self.after_loss, "stream_failed")
        return EndStream(follows.step, follows.reason)

    @_on.register
    def _(self, _event: happened.ShutDown) -> Commands:
        return self._depart(Step.FORWARD, "shutdown")

    # An agent that refuses our overrides

    def _refuses_overrides(self, event: happened.AgentClosed) -> bool:
        """Its metadata may come before its refusal; an agent that talks has taken them."""
        is_opening = self.phase is Phase.TALKING and not self.transcript.agent_turns
        return self.has_overrides and event.code == POLICY and (is_opening or self.phase is Phase.CONNECTING)

    def _connect_plain(self, event: happened.AgentClosed) -> Commands:
        """Dials again without them. The time-out of the connection ended with the metadata, and begins once more."""
        was_open = self.phase is Phase.TALKING
        self.has_overrides = self.agent_is_open = False
        self.phase = Phase.CONNECTING
        refused = note(overrides_refused=describe(event))
        if not was_open:
            return [refused, ConnectAgent(plain=True)]
        held = RouteAudio(caller=Flow.HELD, agent=Flow.FLOWING)
        limit = StartTimer(Timer.AGENT_CONNECT, self.limits.agent_connect_ms)
        return [refused, held, limit, ConnectAgent(plain=True)]

    # An agent that is lost in mid-call

    def _is_lost(self, event: happened.AgentClosed) -> bool:
        is_wanted = self.departure is None and not self.agent_says_goodbye
        return is_wanted and not self.has_reconnected and can_reconnect(event)

    def _reconnect(self, event: happened.AgentClosed) -> Commands:
        """Reconnects once. Meanwhile the caller hears the audio that is still queued, and their own is held for the new
        session.
        """
        self.has_reconnected = True
        self.phase = Phase.CONNECTING
        self.transcript.forget_events()
        self.requests.lose()
        return [
            note(agent_error=describe(event), agent_reconnected=True),
            RouteAudio(caller=Flow.HELD, agent=Flow.FLOWING),
            StartTimer(Timer.AGENT_CONNECT, self.limits.agent_reconnect_ms),
            Reconnect(),
        ]

    def _remind_agent(self) -> Commands:
        """Sends a new agent session the conversation so far."""
        known = [self.introduction, self.transcript.so_far() if self.has_reconnected else ""]
        return [SendToAgent(_context(text)) for text in known if text]

    @property
    def _no_agent(self) -> str:
        return "agent_failed" if self.has_reconnected else "agent_unreachable"

    # Steps that several events share

    def _without(self, error: str, reason: str) -> Commands:
        """The agent does not begin. One on trial costs no caller an agent: the usual one is dialled, once; not after a time-out."""
        if not self.has_stand_in:
            return [note(agent_error=error), *self._depart(Step.FORWARD, reason)]
        self.has_stand_in, self.has_retried = False, True
        again = StartTimer(Timer.AGENT_CONNECT, self.limits.agent_connect_ms), UseStandIn()
        return [note(stand_in=error), *again]

    def _leave(self, step: Step, reason: str, *, is_silent: bool = False) -> Commands:
        """Leaves once the caller has heard what is still queued. An agent that is silent says its last words only now."""
        if self.departure is not None:
            return []
        self.departure = Departure(step, reason)
        self.phase = Phase.LEAVING
        self.awaits_goodbye = is_silent
        limit = self.limits.words_after_tool_ms if is_silent else self.limits.last_words_ms
        return [StartTimer(Timer.LAST_WORDS, limit)]

    def _hear_goodbye(self) -> Commands:
        """The agent's text has come, its sound follows."""
        self.awaits_goodbye = False
        return [StartTimer(Timer.LAST_WORDS, self.limits.last_words_ms)]

    def _stay(self) -> Commands:
        """The call goes on: the caller interrupted the goodbye, or the agent passes them to a person instead."""
        self.departure = None
        self.marks += 1  # what was sent before ends nothing any more
        self.phase = Phase.TALKING
        self.agent_says_goodbye = self.awaits_goodbye = False
        return [StopTimer(Timer.LAST_WORDS), StopTimer(Timer.PLAYED_OUT), StopTimer(Timer.AGENT_LEAVES)]

    def _is_goodbye_of_open_agent(self) -> bool:
        return self.departure == Departure(Step.HANG_UP, "agent_hangup") and self.agent_is_open

    def _play_out(self, buffered_ms: int) -> Commands:
        """A goodbye ends when its mark returns; a time-out covers a lost mark."""
        self.marks += 1
        limit = StartTimer(Timer.PLAYED_OUT, buffered_ms + self.limits.play_out_margin_ms)
        return [SendMark(self._mark_name()), limit]

    def _mark_name(self) -> str:
        return f"last:{self.marks}"

    def _go(self) -> Commands:
        departure = self.departure or Departure(Step.FORWARD, "agent_failed")
        return self._depart(departure.step, departure.reason)

    def _depart(self, step: Step, reason: str) -> Commands:
        self.phase = Phase.OVER
        ended = [Record(CallEnded(reason))] if step is Step.HANG_UP else []
        return [CloseAgent(), *ended, EndStream(step, reason)]

    def _send_keys(self) -> Commands:
        entry = None if self.phase is Phase.CONNECTING else self.keypad.take()
        if entry is None:
            return []
        return [SendToAgent(entry.message), *recorded(self.transcript.caller_pressed(entry))]

    def _unsent_keys(self) -> Commands:
        """Whoever hangs up after the last key, without a pause, has typed it all the same."""
        entry = self.keypad.take()
        return recorded(self.transcript.caller_pressed(entry)) if entry else []


def _context(text: str) -> dict[str, str]:
    """What the agent is told without having to answer."""
    return {"type": "contextual_update", "text": text}
