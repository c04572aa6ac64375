"""One live call: receives from its two sockets, feeds the session, and carries out its commands. Runs on the pump's thread.

Audio is copied from socket to socket as bytes; the session only opens and closes the path.
"""

import contextlib
import logging
from collections import deque
from datetime import UTC, datetime, timedelta
from functools import singledispatchmethod
from time import monotonic, time

from bridge import commands as to_do
from bridge import events as happened
from bridge import frames, metrics
from bridge.agent_side import AgentSide
from bridge.agents.messages import old_audio, to_event
from bridge.carriers import media
from bridge.commands import Flow
from bridge.events import Event, Timer
from bridge.facts import Fact, RecordingCaptured, RecordingFailed, RecordingStarted
from bridge.far_end import far_end_of
from bridge.front.briefing import Briefing
from bridge.leg import Leg
from bridge.limits import Limits
from bridge.media_fast_path import agent_audio, carrier_media, carrier_payload, user_audio_chunk
from bridge.next_step import NextStep
from bridge.playback import Playback, audio_bytes
from bridge.pump import PumpStoppedError
from bridge.resumption import Resumes, SoFar, introduction, since_beginning
from bridge.session import CallSession
from bridge.stream_figures import StreamFigures
from bridge.switchboard import Switchboard
from bridge.taping import NO_TAPE, Tape
from bridge.timers import Timer as LoopTimer
from bridge.tokens import Ticket
from bridge.tool_requests import ToolRequests
from bridge.transcript import MAX_CHARACTERS, Transcript
from db.actions.calls import conversation_id_of
from db.json_text import read_json
from db.sound import tape

log = logging.getLogger(__name__)
HELD_FRAMES = 250  # 5 s of the caller's audio while the agent is dialled; then the oldest frames are dropped


class Call:
    def __init__(
        self,
        switchboard: Switchboard,
        ticket: Ticket,
        carrier: Leg,
        stream_sid: str,
        so_far: SoFar,
        briefing: Briefing,
    ) -> None:
        settings = switchboard.settings
        limits = Limits(
            agent_connect_ms=round(settings.agent_connect_seconds * 1000),
            agent_quiet_ms=round(settings.agent_quiet_seconds * 1000),
            max_duration_ms=settings.max_call_seconds * 1000,
        )
        self.ticket = ticket
        self._far_end = far_end_of(switchboard, ticket, self._close)
        self.session = CallSession(
            self._far_end.can_forward and briefing.can_transfer,
            limits,
            Transcript(ticket.turns),
            remote_tools=frozenset(settings.tools.urls),
            introduction=introduction(Resumes(ticket.resumes), so_far),
            after_loss=self._far_end.after_loss,
            has_stand_in=briefing.has_stand_in,
        )
        self._briefing = briefing
        self.playback = Playback()
        self.carrier = carrier
        self.agent = AgentSide(switchboard, ticket, self, briefing)
        self._tool_requests = ToolRequests(switchboard, ticket, self)
        self._switchboard = switchboard
        self._conversation_id = conversation_id_of(ticket.call_sid)
        self._pump = switchboard.pump
        self._stream_sid = stream_sid
        self._media_head, self._media_tail = carrier_media(stream_sid)
        self._caller_flow = self._agent_flow = Flow.HELD
        self._held: deque[bytes] = deque(maxlen=HELD_FRAMES)
        self._ignore_before = 0
        self._timers: dict[Timer, LoopTimer] = {}
        self._started = monotonic()
        self._began_at = datetime.now(UTC)
        self._so_far = so_far if so_far.began_at else SoFar(began_at=time())
        self._offset_ms = round((time() - self._so_far.began_at) * 1000)
        self._tape = self._begin_tape()
        self._outcome = "stream_failed"
        self._malformed = 0
        self._agent_ready_ms: int | None = None

    def start(self) -> None:
        metrics.LIVE_CALLS.inc()
        log.info("event=call_started call=%s stream=%s", self.ticket.call_sid, self._stream_sid)
        self._join_experiment()
        self.feed(happened.StreamStarted(0))
        self._switchboard.hints.carry(self._conversation_id, self)

    def feed(self, event: Event) -> None:
        for command in self.session.handle(event):
            self._execute(command)

    def take_hint(self, hint_id: str, text: str, by: str) -> bool:
        """What a colleague tells the agent. Returns whether its socket took it."""
        is_taken = self.session.takes_hints
        self.feed(happened.HintGiven(self.at_ms, hint_id, text, by))
        return is_taken

    def _join_experiment(self) -> None:
        """Before the answer, whose event says so."""
        joined = self._briefing.joined()
        if joined and not self.ticket.resumes:
            self._record(joined)

    @property
    def at_ms(self) -> int:
        return int((monotonic() - self._started) * 1000)

    # Input from the sockets

    def on_text(self, leg: Leg, payload: bytes) -> None:
        if leg is self.carrier:
            audio = carrier_payload(payload)
            if audio is None:
                self._hear_carrier(payload)
            else:
                self._tape.keep(tape.CALLER, self._pump.now, payload)
                self._carry_to_agent(audio)
        elif leg is self.agent.leg:
            self._hear_agent(payload)

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        if leg is not self.carrier:
            if self.agent.lost(leg):
                self._agent_closed(code, reason)
            return
        if self._pump.draining:
            self.feed(happened.ShutDown(self.at_ms))
        self.feed(happened.CarrierLost(self.at_ms, code, self.playback.heard(self.at_ms)))
        self._far_end.lost(clean)
        self._finish(str(code) if clean else f"{code} {reason}")

    def _agent_closed(self, code: int, reason: str) -> None:
        self._note(tape.AGENT_LOST)
        log.info("event=agent_closed call=%s code=%d reason=%s", self.ticket.call_sid, code, reason)
        if self._pump.draining and code == frames.GOING_AWAY:  # the event loop is closing both sockets
            self.feed(happened.ShutDown(self.at_ms))
        else:
            unheard_ms = self.playback.unheard_ms(self.at_ms)
            self.feed(happened.AgentClosed(self.at_ms, code, reason, unheard_ms))

    def _hear_carrier(self, body: bytes) -> None:
        try:
            message = media.parse(body)
        except media.MalformedMessageError as error:
            self._note_malformed("carrier", error)
            return
        match message:
            case media.Media(payload=payload):
                self._tape.keep(tape.CALLER, self._pump.now, body)
                self._carry_to_agent(payload)
            case media.Mark(name=name):
                self._mark_returned(name)
            case media.Dtmf(digit=digit):
                self.feed(happened.DtmfPressed(self.at_ms, digit))
            case media.Stop():
                self.feed(happened.CarrierStopped(self.at_ms, self.playback.heard(self.at_ms)))

    def _hear_agent(self, body: bytes) -> None:
        self.agent.heard_at = self._pump.now
        audio = agent_audio(body)
        if audio is not None:
            self._carry_to_caller(*audio)
            return
        try:
            message = read_json(body)
            audio = old_audio(message)
            event = None if audio else to_event(message, self.at_ms, self.playback)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._note_malformed("agent", error)
            return
        if audio:
            self._carry_to_caller(*audio)
        elif event:
            self.feed(event)

    def _carry_to_agent(self, payload: bytes) -> None:
        if self._caller_flow is Flow.FLOWING:
            self.agent.send_audio(user_audio_chunk(payload))
        elif self._caller_flow is Flow.HELD:
            self._held.append(payload)

    def _carry_to_caller(self, payload: bytes, event_id: int) -> None:
        if self._agent_flow is not Flow.FLOWING or event_id < self._ignore_before:
            return
        self.carrier.send_audio(self._media_head + payload + self._media_tail)
        self._tape.keep(tape.AGENT, self._pump.now, payload)
        self.playback.sent(self.at_ms, event_id, audio_bytes(payload))
        mark = self.playback.next_mark()
        if mark:
            self._send_mark(mark)

    def _send_mark(self, full_name: str) -> None:
        self._tape.keep(tape.MARK_SENT, self._pump.now, full_name.encode())
        self.carrier.send_text(media.mark(self._stream_sid, full_name))

    def _mark_returned(self, full_name: str) -> None:
        self._tape.keep(tape.MARK_RETURNED, self._pump.now, full_name.encode())
        name = self.playback.returned(full_name, self.at_ms)
        self.feed(happened.MarkReturned(self.at_ms, name, self.playback.unheard_ms(self.at_ms)))

    def _note_malformed(self, side: str, error: Exception) -> None:
        """Logged once per call: a peer that sends one such message sends thousands."""
        metrics.MALFORMED_MESSAGES.labels(side).inc()
        self._malformed += 1
        if self._malformed == 1:
            log.warning("event=malformed_message call=%s side=%s error=%s", self.ticket.call_sid, side, error)

    # Commands of the session

    @singledispatchmethod
    def _execute(self, command: object) -> None:
        raise TypeError(f"unknown command {command}")

    @_execute.register
    def _(self, command: to_do.ConnectAgent) -> None:
        self.agent.connect(plain=command.plain)

    @_execute.register
    def _(self, _command: to_do.Reconnect) -> None:
        self._ignore_before = 0
        self.playback.forget_events()
        self.agent.reconnect()

    @_execute.register
    def _(self, _command: to_do.UseStandIn) -> None:
        self.agent.use_stand_in()

    @_execute.register
    def _(self, command: to_do.SendToAgent) -> None:
        self.agent.send(command.message)

    @_execute.register
    def _(self, command: to_do.UseTool) -> None:
        self._note(tape.TOOL)
        self._tool_requests.run(command)

    @_execute.register
    def _(self, command: to_do.WatchAgent) -> None:
        self.agent.watch(command.quiet_ms / 1000)

    @_execute.register
    def _(self, _command: to_do.CloseAgent) -> None:
        self.agent.close()

    @_execute.register
    def _(self, command: to_do.RouteAudio) -> None:
        self._caller_flow, self._agent_flow = command.caller, command.agent
        if self._caller_flow is Flow.FLOWING:
            self._note(tape.AGENT_READY)
            if self._agent_ready_ms is None:
                self._agent_ready_ms = self.at_ms
        while self._held and self._caller_flow is Flow.FLOWING:
            self.agent.send_audio(user_audio_chunk(self._held.popleft()))

    @_execute.register
    def _(self, command: to_do.ClearCarrier) -> None:
        self._ignore_before = max(self._ignore_before, command.before_event_id)
        self.carrier.drop_audio()
        self.carrier.send_text(media.clear(self._stream_sid))
        self._tape.keep(tape.CLEARED, self._pump.now)
        self.playback.cleared(self.at_ms)

    @_execute.register
    def _(self, command: to_do.SendMark) -> None:
        self._send_mark(self.playback.mark(command.name))

    @_execute.register
    def _(self, command: to_do.StartTimer) -> None:
        self._stop_timer(command.timer)
        timer = command.timer
        self._timers[timer] = self._pump.call_later(command.after_ms / 1000, lambda: self._fire(timer), self)

    @_execute.register
    def _(self, command: to_do.StopTimer) -> None:
        self._stop_timer(command.timer)

    @_execute.register
    def _(self, command: to_do.Record) -> None:
        fact = since_beginning(command.fact, self._offset_ms)
        self._record(fact)

    @_execute.register
    def _(self, command: to_do.EndStream) -> None:
        """Shares the decision with all processes before the carrier can ask for it."""
        self._let_go(command.step, command.reason)
        next_step = NextStep(command.step, command.reason, self.session.transcript.position)
        self._far_end.end(next_step, self._close)

    @_execute.register
    def _(self, command: to_do.LeaveStream) -> None:
        """The carrier has taken the caller out of the stream, perhaps for a transfer; the caller returns if that is not answered."""
        self._let_go("left", command.reason)
        self.carrier.close()

    def _close(self, code: int, reason: str) -> None:
        """On any thread."""
        try:
            self._pump.post(lambda: self.carrier.close(code, reason), self)
        except PumpStoppedError:
            log.info("event=call_cut call=%s reason=the process has ended", self.ticket.call_sid)

    def _remember(self) -> None:
        """Keeps the conversation for a stream that may continue the call. If the process is ending, none will."""
        spoken = self.session.transcript
        text = "\n".join(filter(None, [self._so_far.text, spoken.text()]))[-MAX_CHARACTERS:]
        so_far = SoFar(spoken.position, text, self._so_far.began_at)
        with contextlib.suppress(RuntimeError):
            self._switchboard.blocking_threads.submit(
                self._switchboard.memories.keep, self.ticket.call_sid, so_far
            )

    def _let_go(self, step: str, reason: str) -> None:
        self._remember()
        self._switchboard.recorder.hurry()  # the carrier tells another process of the end, whose facts come after ours
        self._outcome = reason
        self._caller_flow = self._agent_flow = Flow.DROPPED
        self._held.clear()
        for timer in list(self._timers):
            self._stop_timer(timer)
        metrics.ENDED_STREAMS.labels(str(step), reason).inc()

    def _fire(self, timer: Timer) -> None:
        self._timers.pop(timer, None)
        self.feed(happened.TimerFired(self.at_ms, timer, self.playback.unheard_ms(self.at_ms)))

    def _stop_timer(self, timer: Timer) -> None:
        running = self._timers.pop(timer, None)
        if running:
            running.cancel()

    def _record(self, fact: Fact) -> None:
        """Facts are dated by the call's own clock, so jumps of the machine's clock change no duration."""
        at = self._began_at + timedelta(milliseconds=self.at_ms)
        self._switchboard.recorder.record(self.ticket.call_sid, fact, at)

    def _note(self, word: bytes) -> None:
        self._tape.keep(tape.NOTE, self._pump.now, word)

    def _begin_tape(self) -> Tape:
        """Opens a tape if the call is recorded: the recording notice has been played."""
        if not self.ticket.is_recorded:
            return NO_TAPE
        label = tape.Label(
            call_sid=self.ticket.call_sid,
            stream_sid=self._stream_sid,
            started_at=self._began_at,
            started=self._started,
            first_position=self.ticket.turns + 1,
        )
        self._record(RecordingStarted())
        return self._switchboard.taping.open(label, self._tape_closed)

    def _tape_closed(self, failure: str | None) -> None:
        """On the tape writer's thread."""
        fact = RecordingFailed(failure) if failure else RecordingCaptured()
        self._record(fact)

    def _finish(self, how: str) -> None:
        self._tape.end(self._pump.now)
        metrics.LIVE_CALLS.dec()
        self._switchboard.hints.leave(self._conversation_id, self)
        self._far_end.left()
        figures = StreamFigures(
            duration_ms=self.at_ms,
            agent_ready_ms=self._agent_ready_ms,
            first_audio_ms=self.playback.first_ms,
            heard_ms=self.playback.heard_ms(self.at_ms),
            dropped_frames=self.carrier.dropped_audio + self.agent.dropped_audio,
            malformed_messages=self._malformed,
        )
        figures.observe()
        self._record(figures.fact())
        turns = self.session.transcript.position
        ended = f"call={self.ticket.call_sid} reason={self._outcome} closed={how} turns={turns}"
        log.info("event=call_ended %s %s", ended, figures)
        self.agent.release()
        self._tool_requests.release()
