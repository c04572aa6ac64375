"""The carrier's questions about a call: it rings, its stream has ended, a dialled person is gone. Each is answered with TwiML.

None of them waits for the database, and each may be asked twice.
"""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bridge.admission import started
from bridge.carriers import twiml
from bridge.carriers.phrases import Phrase, language_of
from bridge.commands import Step
from bridge.doors.answers import http_problem
from bridge.doors.answers import twiml as answer
from bridge.doors.trust import CarrierRequest, signed
from bridge.facts import CallEnded, CallForwarded, CallNoted
from bridge.nextstep import NextStep
from bridge.settings import E164
from bridge.switchboard import Switchboard
from bridge.tokens import Ticket
from db.models.conversation import END_REASONS

log = logging.getLogger(__name__)


class CallDoors:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._settings = switchboard.settings
        self._record = switchboard.recorder.record

    def blueprint(self) -> Blueprint:
        doors = Blueprint("calls", __name__, url_prefix="/api/twilio")
        guard = signed(self._settings)
        for path, door in {
            "/voice-webhook": self.ring,
            "/voice": self.ring,
            "/stream-ended": self.stream_ended,
            "/dial-ended": self.dial_ended,
            "/fallback": self.fallback,
        }.items():
            doors.add_url_rule(path, path.strip("/"), guard(door), methods=["POST"])
        doors.register_error_handler(HTTPException, http_problem)
        return doors

    def ring(self, call: CarrierRequest) -> Response:
        ticket = self._ticket(call)
        self._record(call.call_sid, started(ticket))
        log.info("event=call_rings call=%s direction=%s", call.call_sid, ticket.direction)
        if self._switchboard.pump.draining:
            return self._forward(call, "shutdown", Phrase.BUSY)
        if not self._switchboard.capacity.take(call.call_sid):
            return self._forward(call, "rejected", Phrase.BUSY)
        return self._stream(ticket)

    def stream_ended(self, call: CarrierRequest) -> Response:
        """Nothing decided and the caller still there: nobody ended the call on purpose."""
        decided = self._switchboard.next_steps.of(call.call_sid)
        self._record(call.call_sid, started(self._ticket(call)))
        if call.is_over or not (decided and decided.step is Step.RECONNECT):
            self._switchboard.capacity.free(call.call_sid)
        if call.is_over or (decided and decided.step is Step.HANG_UP):
            reason = decided.reason if decided and decided.step is Step.HANG_UP else "caller_hangup"
            return self._hang_up(call, reason)
        if decided and decided.step is Step.RECONNECT:
            return self._reconnect(call, decided)
        return self._forward(call, decided.reason if decided else "stream_failed")

    def dial_ended(self, call: CarrierRequest) -> Response:
        status = call.text("DialCallStatus")
        was_bridged = status in {"completed", "answered"} and call.form.get("DialBridged", "true") == "true"
        note = {
            "dial_status": status,
            "dial_seconds": call.text("DialCallDuration"),
            "forward_answered": was_bridged,
        }
        self._record(call.call_sid, CallNoted(note))
        reason = request.args.get("reason", "")
        if was_bridged:
            return self._hang_up(call, reason if reason in END_REASONS else "transferred")
        if call.is_over:
            return self._hang_up(call, "caller_hangup")
        self._record(call.call_sid, CallEnded("forward_unanswered"))
        return answer(twiml.apologise(Phrase.UNANSWERED, self._language(call)))

    def fallback(self, call: CarrierRequest) -> Response:
        """The carrier could not use another answer of ours."""
        fault = {
            "carrier_error": call.text("ErrorCode"),
            "carrier_error_url": call.form.get("ErrorUrl", "")[:300],
        }
        log.error("event=carrier_fallback call=%s error=%s", call.call_sid, fault["carrier_error"])
        self._record(call.call_sid, started(self._ticket(call)))
        self._record(call.call_sid, CallNoted(fault))
        return (
            self._hang_up(call, "carrier_failed") if call.is_over else self._forward(call, "carrier_failed")
        )

    def _stream(self, ticket: Ticket) -> Response:
        return answer(twiml.stream(self._switchboard.addresses, self._switchboard.tokens.issue(ticket)))

    def _reconnect(self, call: CarrierRequest, decided: NextStep) -> Response:
        """Once: a stream that is lost again is forwarded."""
        again = NextStep(Step.FORWARD, "stream_failed", decided.turns)
        self._switchboard.next_steps.decide(call.call_sid, again)
        return self._stream(self._ticket(call, decided.turns))

    def _hang_up(self, call: CarrierRequest, reason: str) -> Response:
        self._record(call.call_sid, CallEnded(reason))
        log.info("event=call_hung_up call=%s reason=%s", call.call_sid, reason)
        return answer(twiml.hang_up())

    def _forward(self, call: CarrierRequest, reason: str, apology: Phrase = Phrase.NOBODY) -> Response:
        to = self._settings.mobile_number
        log.info("event=call_forwarded call=%s reason=%s possible=%s", call.call_sid, reason, bool(to))
        if not to:
            self._record(
                call.call_sid, CallEnded("forward_unanswered" if reason == "transferred" else reason)
            )
            return answer(twiml.apologise(apology, self._language(call)))
        self._record(call.call_sid, CallForwarded(to, reason))
        document = twiml.forward(
            self._switchboard.addresses, to=to, caller_id=self._own_number(call), reason=reason
        )
        return answer(document)

    def _own_number(self, call: CarrierRequest) -> str:
        """The carrier shows only numbers of this call, or owned ones."""
        number = call.text("To" if call.is_inbound else "From")
        return number if E164.fullmatch(number) else self._settings.carrier.phone_number

    def _language(self, call: CarrierRequest) -> str:
        return language_of(call.text("From" if call.is_inbound else "To"), self._settings.language)

    def _ticket(self, call: CarrierRequest, turns: int = 0) -> Ticket:
        return Ticket(
            call_sid=call.call_sid,
            direction="inbound" if call.is_inbound else "outbound",
            caller=call.text("From"),
            called=call.text("To"),
            is_test=self._settings.simulates or request.args.get("test") == "1",
            is_simulated=self._settings.simulates,
            turns=turns,
            is_recorded=self._settings.records_calls,
        )
