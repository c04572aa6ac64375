"""The carrier's webhooks for a forwarded call: the whisper to the person who answers, and what follows if nobody does."""

import logging

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bridge.carriers import twiml
from bridge.carriers.phrases import Phrase, phrase
from bridge.commands import Step
from bridge.facts import CallNoted, CallReturned, VoicemailLeft
from bridge.front.fallback import Fallback, after_no_answer
from bridge.next_step import NextStep
from bridge.resumption import Resumes
from bridge.routes.answers import http_problem
from bridge.routes.answers import twiml as answer
from bridge.routes.replies import Replies
from bridge.routes.trust import CALL_SID, CarrierRequest, signed
from bridge.switchboard import Switchboard
from db.models.conversation import END_REASONS

log = logging.getLogger(__name__)


class ForwardingRoutes:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._replies = Replies(switchboard)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("forwarding", __name__, url_prefix="/api/twilio")
        guard = signed(self._switchboard.settings)
        for path, view in {
            "/dial-ended": self.dial_ended,
            "/whisper": self.whisper,
            "/whisper-answered": self.whisper_answered,
            "/voicemail-ended": self.voicemail_ended,
        }.items():
            routes.add_url_rule(path, path.strip("/"), guard(view), methods=["POST"])
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def dial_ended(self, call: CarrierRequest) -> Response:
        """Counts as answered only if the two were connected: hanging up on the whisper is not answering."""
        status = call.text("DialCallStatus")
        was_bridged = status in {"completed", "answered"} and call.form.get("DialBridged", "true") == "true"
        note = {
            "dial_status": status,
            "dial_seconds": call.text("DialCallDuration"),
            "forward_answered": was_bridged,
        }
        self._replies.record(call, CallNoted(note))
        reason = _reason("transferred")
        if was_bridged:
            return self._replies.hang_up(call, reason)
        if call.is_over:
            return self._replies.hang_up(call, "caller_hangup")
        self._replies.record(call, CallNoted({"forward_unanswered": True}))
        self._replies.note_rung(call.call_sid)
        what = after_no_answer(self._replies.line(call).rules, reason)
        log.info("event=forward_unanswered call=%s status=%s then=%s", call.call_sid, status, what)
        if what is Fallback.AGENT and self._may_return(call):
            return self._back_to_agent(call)
        what = Fallback.VOICEMAIL if what is Fallback.AGENT else what
        return self._replies.console(call, what, Phrase.UNANSWERED, "transferred")

    def whisper(self, call: CarrierRequest) -> Response:
        """For the person who answers; `call` is that person's leg, the URL names the caller's."""
        parent = request.args.get("call", "")
        if not CALL_SID.fullmatch(parent):
            return answer(twiml.go_on())
        language = self._replies.house_language(call)
        words = self._switchboard.front_desk.whisper_of(parent) or phrase(Phrase.SOMEBODY_WAITS, language)
        if self._replies.line(call).rules.accept_key:
            return answer(twiml.whisper_and_ask(self._switchboard.addresses, words, language))
        return answer(twiml.whisper(words, language))

    def whisper_answered(self, call: CarrierRequest) -> Response:
        is_taken = call.text("Digits") == twiml.ACCEPT_KEY
        log.info("event=whisper_answered call=%s taken=%s", call.call_sid, is_taken)
        return answer(twiml.go_on() if is_taken else twiml.hang_up())

    def voicemail_ended(self, call: CarrierRequest) -> Response:
        left = voicemail_of(call)
        if left:
            self._replies.record(call, left)
        reason = _reason("forward_unanswered")
        self._replies.end(call, reason)
        thanks = twiml.apologise(Phrase.THANKS, self._replies.language(call))
        return answer(twiml.hang_up() if call.is_over else thanks)

    def _may_return(self, call: CarrierRequest) -> bool:
        """Acquires a slot again: the call's was released when it was forwarded. Not for native calls, whose transcript
        our agent would not know.
        """
        board = self._switchboard
        if board.pump.draining or board.voices.are_gone() or self._replies.native.has(call.call_sid):
            return False
        return board.capacity.take(call.call_sid)

    def _back_to_agent(self, call: CarrierRequest) -> Response:
        next_steps, so_far = self._switchboard.next_steps, self._switchboard.memories.of(call.call_sid)
        decided = next_steps.of(call.call_sid)
        kept = self._switchboard.front_desk.turns_of(call.call_sid)
        turns = max(so_far.turns, decided.turns if decided else 0, kept)
        next_steps.decide(call.call_sid, NextStep(Step.FORWARD, "stream_failed", turns))
        self._replies.record(call, CallReturned())
        return self._replies.stream(self._replies.ticket(call, turns, Resumes.UNANSWERED))


def _reason(otherwise: str) -> str:
    """The end reason in the URL that we issued, if it is on the closed list."""
    reason = request.args.get("reason", "")
    return reason if reason in END_REASONS else otherwise


def voicemail_of(call: CarrierRequest) -> VoicemailLeft | None:
    """None if there is no recording."""
    seconds, url = call.text("RecordingDuration"), call.form.get("RecordingUrl", "")[:500]
    if not url or call.text("RecordingStatus") in {"absent", "failed"}:
        return None
    return VoicemailLeft(call.text("RecordingSid"), url, int(seconds) if seconds.isdecimal() else 0)
