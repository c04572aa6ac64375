"""The first seconds of a media stream: it must name a call and present that call's token.

Until then no agent is dialled and nothing is kept except the caller's audio. Runs on the pump's thread.
"""

import logging
from collections import deque

from bridge import frames, metrics
from bridge.call import HELD_FRAMES, Call
from bridge.carriers import media
from bridge.errors import UntrustedRequestError
from bridge.facts import CallStarted
from bridge.front.briefing import Briefing
from bridge.leg import Leg
from bridge.resumption import SoFar
from bridge.switchboard import Switchboard
from bridge.timers import Timer
from bridge.tokens import Ticket

log = logging.getLogger(__name__)
START_TIMEOUT_SECONDS = 5.0


class Admission:
    """Adopt a leg with `then=admission.begin`. Once the token is accepted, the call becomes the leg's listener."""

    def __init__(self, switchboard: Switchboard, member: str = "") -> None:
        """`member` is the user signed in at the browser; empty for a carrier, whose request was signed."""
        self._switchboard = switchboard
        self._member = member
        self._timer: Timer | None = None
        self._start: media.Start | None = None
        self._early: deque[bytes] = deque(maxlen=HELD_FRAMES)
        self._call_sid = "unknown"

    def begin(self, leg: Leg) -> None:
        self._timer = self._switchboard.pump.call_later(
            START_TIMEOUT_SECONDS, lambda: self._refuse(leg, "no_start", "no start message came"), self
        )

    def on_text(self, leg: Leg, payload: bytes) -> None:
        if self._start:
            self._early.append(payload)
            return
        try:
            message = media.parse(payload)
        except media.MalformedMessageError as error:
            self._refuse(leg, "malformed", "malformed message", frames.BAD_DATA, detail=str(error))
            return
        if isinstance(message, media.Start):
            self._start = message
            self._call_sid = message.call_sid
            self._switchboard.blocking_threads.submit(self._check, leg, message)

    def on_closed(self, _leg: Leg, code: int, reason: str, _clean: bool) -> None:
        self._stop_timer()
        log.info("event=stream_closed_early call=%s code=%d reason=%s", self._call_sid, code, reason)

    def _check(self, leg: Leg, start: media.Start) -> None:
        """Runs on a blocking thread, because the token store may be slow."""
        pump = self._switchboard.pump
        try:
            self._check_account(start)
            ticket = self._switchboard.tokens.redeem(start.token, start.call_sid, self._member)
            so_far = self._switchboard.memories.of(ticket.call_sid) if ticket.resumes else SoFar()
            briefing = self._switchboard.briefings.of(ticket.call_sid)
        except UntrustedRequestError as error:
            reason = str(error)
            pump.post(lambda: self._refuse(leg, "untrusted", reason), self)
        else:
            pump.post(lambda: self._admit(leg, start, ticket, so_far, briefing), self)

    def _check_account(self, start: media.Start) -> None:
        if not self._member and start.account_sid != self._switchboard.settings.carrier.account_sid:
            raise UntrustedRequestError("the stream is of another account")

    def _admit(self, leg: Leg, start: media.Start, ticket: Ticket, so_far: SoFar, briefing: Briefing) -> None:
        self._stop_timer()
        if not leg.is_open:
            return
        self._switchboard.recorder.record(ticket.call_sid, started(ticket))
        call = Call(self._switchboard, ticket, leg, start.stream_sid, so_far, briefing)
        leg.listener = call
        call.start()
        for payload in self._early:
            call.on_text(leg, payload)

    def _refuse(
        self, leg: Leg, kind: str, reason: str, code: int = frames.POLICY, *, detail: str = ""
    ) -> None:
        """The other side is told the reason; `detail` is for the log alone."""
        self._stop_timer()
        if not leg.is_open:
            return
        metrics.REFUSED_STREAMS.labels(kind).inc()
        told = f"{reason}: {detail}" if detail else reason
        log.warning("event=stream_refused call=%s code=%d reason=%s", self._call_sid, code, told)
        leg.close(code, reason)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def started(ticket: Ticket) -> CallStarted:
    """The webhook's process records this too; it does not matter which of the two reaches the database first."""
    is_inbound = ticket.direction == "inbound"
    return CallStarted(
        direction=ticket.direction,
        phone_number=ticket.caller if is_inbound else ticket.called,
        called_number=ticket.called if is_inbound else ticket.caller,
        is_test=ticket.is_test,
        is_simulated=ticket.is_simulated,
    )
