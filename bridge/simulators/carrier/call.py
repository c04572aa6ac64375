"""One simulated call from the first ring to the last callback, in the thread that runs it."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.carrier.call_log import CallLog
from bridge.simulators.carrier.callbacks import Callbacks, CallProgress
from bridge.simulators.carrier.caller import Caller
from bridge.simulators.carrier.control import Control
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.interpreter import follow
from bridge.simulators.carrier.line import CallOver, Line
from bridge.simulators.carrier.result import CallResult, EndedBy
from bridge.simulators.carrier.twiml import read_twiml
from bridge.simulators.carrier.webhooks import Document, Webhooks
from bridge.simulators.script import Script

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the first TwiML comes from, and the callback for the call's status."""

    url: str = ""
    method: str = "POST"
    twiml: str = ""
    status_callback: str = ""
    status_events: tuple[str, ...] = ("completed",)
    amd_callback: str = ""  # told at the answer who answered


@dataclass(slots=True)
class SimulatedCallRun:
    facts: CallFacts
    script: Script
    opening: Opening
    auth_token: str
    owned_number: str
    control: Control = field(default_factory=Control)
    record_heard: bool = False
    recordings: dict[str, bytes] = field(default_factory=dict)

    def run(self) -> CallResult:
        line = self._line()
        log.info("simulated call began call_sid=%s script=%s", self.facts.sid, self.script.name)
        ended_by = self._live(line)
        self._end(line)
        result = CallResult(
            call_sid=self.facts.sid,
            script=self.script.name,
            ended_by=ended_by,
            status=self.facts.status,
            turns_spoken=line.caller.turns_spoken,
            duration_seconds=self.facts.duration_seconds,
            **line.log.totals(),
        )
        log.info("simulated call ended call_sid=%s by=%s ok=%s", self.facts.sid, ended_by, result.ok)
        return result

    def _line(self) -> Line:
        call_log = CallLog()
        webhooks = Webhooks(self.auth_token)
        callbacks = Callbacks(webhooks, call_log.debugger, self.script.carrier_faults)
        opening = self.opening
        return Line(
            facts=self.facts,
            script=self.script,
            caller=Caller(self.script),
            control=self.control,
            webhooks=webhooks,
            callbacks=callbacks,
            progress=CallProgress(self.facts, callbacks, opening.status_callback, opening.status_events),
            log=call_log,
            auth_token=self.auth_token,
            owned_number=self.owned_number,
            recordings=self.recordings,
            record_heard=self.record_heard,
        )

    def _live(self, line: Line) -> EndedBy:
        try:
            follow(line, partial(self._first_document, line))
        except CallOver as over:
            self.facts.status = over.status
            return over.ended_by
        except CarrierError as error:
            line.log.debugger.add(error.fault)
            self.facts.status = "failed"
        return "carrier"

    def _first_document(self, line: Line) -> Document:
        """Inbound calls are still ringing when their TwiML is requested; outbound calls have been answered."""
        if self.facts.direction == "outbound-api":
            line.progress.report("initiated")
            self.facts.status = "ringing"
            line.progress.report("ringing")
            line.wait(self.script.forward.ring_seconds)
            line.answer()
            self._tell_who_answered(line)
        else:
            self.facts.status = "ringing"
        if self.opening.twiml:
            return Document("", read_twiml(self.opening.twiml.encode(), "text/xml", ""))
        return line.ask(self.opening.url, method=self.opening.method)

    def _tell_who_answered(self, line: Line) -> None:
        verdict = {"AnsweredBy": self.script.forward.answered_by, "MachineDetectionDuration": "2400"}
        identity = {"CallSid": self.facts.sid, "AccountSid": self.facts.account_sid}
        line.callbacks.send_later(self.opening.amd_callback, identity | verdict)

    def _end(self, line: Line) -> None:
        self.facts.ended_at = datetime.now(UTC)
        if self.facts.answered_at:
            talked = (self.facts.ended_at - self.facts.answered_at).total_seconds()
            self.facts.duration_seconds = max(1, round(talked * self.control.speed))
        line.progress.report("completed")
        line.callbacks.close()
        line.webhooks.close()
