"""The carrier's webhooks for a call, each answered with TwiML: it rings, its stream has ended, one of our answers was unusable.

Each waits half a second for the database at most, and each may be repeated.
"""

import logging

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from bridge.admission import started
from bridge.carriers.phrases import Phrase
from bridge.commands import Step
from bridge.facts import CallNoted
from bridge.next_step import NextStep
from bridge.resumption import Resumes
from bridge.routes.answers import http_problem
from bridge.routes.replies import Replies
from bridge.routes.trust import CarrierRequest, signed
from bridge.switchboard import Switchboard

log = logging.getLogger(__name__)


class CallRoutes:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._replies = Replies(switchboard)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("calls", __name__, url_prefix="/api/twilio")
        guard = signed(self._switchboard.settings)
        for path, view in {
            "/voice-webhook": self.ring,
            "/voice": self.ring,
            "/stream-ended": self.stream_ended,
            "/fallback": self.fallback,
        }.items():
            routes.add_url_rule(path, path.strip("/"), guard(view), methods=["POST"])
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def ring(self, call: CarrierRequest) -> Response:
        ticket = self._replies.ticket(call)
        self._replies.record(call, started(ticket))
        log.info("event=call_rings call=%s direction=%s", call.call_sid, ticket.direction)
        if self._switchboard.tokens.has_ended(call.call_sid):
            # A repeated webhook: nobody would free its place.
            return self._replies.hang_up(call, "caller_hangup")
        if self._switchboard.pump.draining:
            return self._replies.without_voice(call, ticket, "shutdown")
        if self._switchboard.voices.are_gone():
            return self._replies.without_voice(call, ticket, "stream_failed", Phrase.NOBODY)
        if not self._switchboard.capacity.take(call.call_sid):
            return self._replies.without_voice(call, ticket, "rejected")
        self._replies.brief(call)
        return self._replies.greet(call, ticket)

    def stream_ended(self, call: CarrierRequest) -> Response:
        """If nothing was decided and the caller is still there, nobody ended the call on purpose: forward it. A lost stream is opened
        again where there is a voice process to take it.
        """
        self._replies.record(call, started(self._replies.ticket(call)))
        decided, is_alone = self._decided(call), self._switchboard.voices.are_gone()
        goes_on = decided is not None and decided.step is Step.RECONNECT and not is_alone
        if call.is_over or not goes_on:
            self._switchboard.capacity.free(call.call_sid)
        if call.is_over or (decided and decided.step is Step.HANG_UP):
            reason = decided.reason if decided and decided.step is Step.HANG_UP else "caller_hangup"
            return self._replies.hang_up(call, reason)
        if decided and goes_on:
            return self._reconnect(call, decided)
        return self._replies.forward(call, decided.reason if decided else "stream_failed")

    def _decided(self, call: CarrierRequest) -> NextStep | None:
        """Only a caller who is still there waits for a decision."""
        next_steps = self._switchboard.next_steps
        return next_steps.of(call.call_sid) if call.is_over else next_steps.awaited(call.call_sid)

    def fallback(self, call: CarrierRequest) -> Response:
        """The carrier could not use one of our answers, or got none: if the call still rings, its webhook was not answered."""
        fault = {
            "carrier_error": call.text("ErrorCode"),
            "carrier_error_url": call.form.get("ErrorUrl", "")[:300],
        }
        log.error("event=carrier_fallback call=%s error=%s", call.call_sid, fault["carrier_error"])
        ticket = self._replies.ticket(call)
        self._replies.record(call, started(ticket))
        self._replies.record(call, CallNoted(fault))
        if call.is_over:
            return self._replies.hang_up(call, "carrier_failed")
        if call.text("CallStatus") == "ringing" and not self._replies.native.has(call.call_sid):
            return self._replies.without_voice(call, ticket, "carrier_failed", Phrase.NOBODY)
        return self._replies.forward(call, "carrier_failed")

    def _reconnect(self, call: CarrierRequest, decided: NextStep) -> Response:
        """Reconnects once; if the stream is lost again the call is forwarded."""
        again = NextStep(Step.FORWARD, "stream_failed", decided.turns)
        self._switchboard.next_steps.decide(call.call_sid, again)
        return self._replies.stream(self._replies.ticket(call, decided.turns, Resumes.STREAM))
