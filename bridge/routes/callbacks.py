"""The carrier's reports: call status, stream status, recordings. They come late, twice and out of order; all get 204."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bridge.carriers.twilio import hang_up
from bridge.commands import Step
from bridge.end_reasons import LAST, end_reason
from bridge.facts import CallEnded, CallNoted, CarrierReported
from bridge.next_step import NextStep
from bridge.routes.answers import http_problem, nothing
from bridge.routes.forwarding import voicemail_of
from bridge.routes.trust import CALL_SID, CarrierRequest, signed
from bridge.switchboard import Switchboard

log = logging.getLogger(__name__)
LATE = timedelta(seconds=10)  # more than clocks differ
OLDEST = timedelta(days=1)
FLUSH_TIMEOUT_SECONDS = 2.0


class CallbackRoutes:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._record = switchboard.recorder.record

    def blueprint(self) -> Blueprint:
        routes = Blueprint("callbacks", __name__, url_prefix="/api/twilio")
        guard = signed(self._switchboard.settings)
        for path, view in {
            "/status": self.status,
            "/stream-status": self.stream_status,
            "/recording": self.recording,
            "/amd": self.who_answered,
        }.items():
            routes.add_url_rule(path, path.strip("/"), guard(view), methods=["POST"])
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def status(self, call: CarrierRequest) -> Response:
        parent, status = call.text("ParentCallSid"), call.text("CallStatus")
        log.info("event=call_status call=%s parent=%s status=%s", call.call_sid, parent or "none", status)
        if CALL_SID.fullmatch(parent):
            if status == "in-progress":
                self._record(parent, CallNoted({"forward_answered": True}))
            return nothing()
        if call.is_over:
            self._switchboard.capacity.free(call.call_sid)
            self._switchboard.tokens.end_call(call.call_sid)
        sequence = call.text("SequenceNumber")
        order = int(sequence) if sequence.isdecimal() else (LAST if call.is_over else 0)
        decided = self._switchboard.next_steps.of(call.call_sid) if call.is_over else None
        reason = end_reason(status, decided) if call.is_over else None
        at = happened_at(call.text("Timestamp"), datetime.now(UTC))
        self._record(call.call_sid, CarrierReported(status, min(order, LAST), reason), at)
        return nothing()

    def stream_status(self, call: CarrierRequest) -> Response:
        event, error = call.text("StreamEvent"), call.form.get("StreamError", "")[:300]
        log.info(
            "event=stream_status call=%s stream_event=%s error=%s", call.call_sid, event, error or "none"
        )
        if event == "stream-error":
            self._record(call.call_sid, CallNoted({"stream_error": error}))
        return nothing()

    def who_answered(self, call: CarrierRequest) -> Response:
        """The verdict arrives while the agent is already talking, which it should not do to a machine; `unknown` counts as a person."""
        answered_by = call.text("AnsweredBy")
        log.info("event=answered_by call=%s who=%s", call.call_sid, answered_by)
        self._record(call.call_sid, CallNoted({"answered_by": answered_by}))
        if answered_by.startswith("machine") or answered_by == "fax":
            self._switchboard.next_steps.decide(call.call_sid, NextStep(Step.HANG_UP, "no_answer"))
            self._record(call.call_sid, CallEnded("no_answer"))
            self._switchboard.blocking_threads.submit(self._leave_machine, call.call_sid)
        return nothing()

    def _leave_machine(self, call_sid: str) -> None:
        """On one of the blocking threads. The reason is stored first: the process that carries the stream only sees it stop, and
        would say that the caller hung up.
        """
        self._switchboard.recorder.flush(FLUSH_TIMEOUT_SECONDS)
        hang_up(self._switchboard.settings.carrier, call_sid)

    def recording(self, call: CarrierRequest) -> Response:
        """A recording of the whole call or a voicemail: distinguished by `kind` in the callback's URL."""
        if request.args.get("kind") == "voicemail":
            left = voicemail_of(call)
            if left:
                self._record(call.call_sid, left)
            return nothing()
        names = (
            "RecordingSid",
            "RecordingStatus",
            "RecordingDuration",
            "RecordingChannels",
            "RecordingSource",
        )
        recording = {name: call.text(name) for name in names if name in call.form}
        recording["RecordingUrl"] = call.form.get("RecordingUrl", "")[:500]
        self._record(call.call_sid, CallNoted({"carrier_recording": recording}))
        return nothing()


def happened_at(timestamp: str, now: datetime) -> datetime:
    """When a status began, by the carrier, if its report is late; else now, which is more precise: the carrier tells whole seconds."""
    try:
        told = parsedate_to_datetime(timestamp)
    except (ValueError, OverflowError):  # numbers that are too large for a date
        return now
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return told if LATE < now - told < OLDEST else now
