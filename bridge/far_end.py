"""The far end of a media stream, a carrier or a browser, and what it does when the stream ends.

A carrier asks what to do next and reports the end of the call. A browser does neither: its call ends with the stream.
"""

import contextlib
import logging
from collections.abc import Callable
from typing import Protocol

from bridge import frames
from bridge.carriers.twilio import hang_up
from bridge.commands import Step
from bridge.facts import CallEnded
from bridge.next_step import NextStep
from bridge.pump import PumpStoppedError
from bridge.resumption import Resumes
from bridge.switchboard import Switchboard
from bridge.tokens import Ticket

log = logging.getLogger(__name__)
Close = Callable[[int, str], object]
POLL_SECONDS = 1.0
# Of silence, at most, so that what happened in the stream is stored before what follows it.
FLUSH_SECONDS = 0.2
HANG_UP_FLUSH_SECONDS = 4.0  # after a goodbye; what is stored may wait for a Redis that does not answer


class FarEnd(Protocol):
    """Called on the pump's thread."""

    @property
    def can_forward(self) -> bool: ...
    @property
    def after_loss(self) -> Step | None:
        """What follows if the stream is lost; None if nobody asks."""

    def end(self, next_step: NextStep, close: Close) -> None:
        """Our side ends the stream: `close(code, reason)` its socket, on any thread, when the next step is known."""

    def lost(self, clean: bool) -> None:
        """The other side closed the stream without `stop`, or was lost."""

    def left(self) -> None:
        """The stream is over, however it ended."""


class CarrierEnd:
    def __init__(self, switchboard: Switchboard, ticket: Ticket) -> None:
        self._switchboard = switchboard
        self._call_sid = ticket.call_sid
        self._resumes = ticket.resumes
        self._is_asked = False

    @property
    def can_forward(self) -> bool:
        """False if a person was just dialled and did not answer."""
        return bool(self._switchboard.settings.mobile_number) and self._resumes != Resumes.UNANSWERED

    @property
    def after_loss(self) -> Step:
        """A call whose second stream is lost has a line on which no third would stay."""
        return Step.FORWARD if self._resumes else Step.RECONNECT

    def end(self, next_step: NextStep, close: Close) -> None:
        self._is_asked = True
        self._switchboard.blocking_threads.submit(self._decide, next_step, close)

    def lost(self, clean: bool) -> None:
        """Does nothing: only the carrier's next request shows whether the caller is still there."""

    def left(self) -> None:
        """Where the carrier will ask what to do next, the answer frees the place. Else the caller is gone, or with a person, and
        the report of a number without a status callback would never come.
        """
        if not self._is_asked:
            _free_place(self._switchboard, self._call_sid)

    def _decide(self, next_step: NextStep, close: Close) -> None:
        """On one of the blocking threads. A process that does not know of the goodbye would assume a lost stream, and forward the
        caller. What happened is stored before the carrier is told: its reports reach other processes, which only see a call that is over.
        """
        try:
            is_known = self._switchboard.next_steps.decide(self._call_sid, next_step)
            hangs_up = next_step.step is Step.HANG_UP and not is_known
            if not self._switchboard.pump.draining:
                self._switchboard.recorder.flush(HANG_UP_FLUSH_SECONDS if hangs_up else FLUSH_SECONDS)
            if hangs_up:
                is_over = hang_up(self._switchboard.settings.carrier, self._call_sid)
                log.info(
                    "event=hung_up_by_rest call=%s done=%s reason=redis is away", self._call_sid, is_over
                )
        finally:
            close(frames.NORMAL, "")


class BrowserEnd:
    """Calls cannot be transferred from a browser: there is no carrier to dial a person.

    Nor can a carrier hang up when a user requests it on another page, so this polls for such a request every second.
    """

    can_forward = False
    after_loss = None

    def __init__(self, switchboard: Switchboard, ticket: Ticket, close: Close) -> None:
        self._switchboard = switchboard
        self._call_sid = ticket.call_sid
        self._close: Close | None = close
        self._requested: NextStep | None = None
        self._timer = switchboard.pump.call_later(POLL_SECONDS, self._poll)

    def end(self, next_step: NextStep, close: Close) -> None:
        """The reason goes to the browser, too, which shows it."""
        self._record_end(next_step.reason)
        close(frames.NORMAL, next_step.reason)

    def lost(self, clean: bool) -> None:
        reason = "caller_hangup" if clean else "stream_failed"
        self._record_end(self._requested.reason if self._requested else reason)

    def left(self) -> None:
        self._close = None
        self._timer.cancel()
        _free_place(self._switchboard, self._call_sid)

    def _poll(self) -> None:
        with contextlib.suppress(RuntimeError):
            self._switchboard.blocking_threads.submit(self._ask)

    def _ask(self) -> None:
        """On one of the blocking threads."""
        requested = self._switchboard.next_steps.of(self._call_sid)
        with contextlib.suppress(PumpStoppedError):
            self._switchboard.pump.post(lambda: self._follow(requested))

    def _follow(self, requested: NextStep | None) -> None:
        if self._close is None:
            return
        if requested is None:
            self._timer = self._switchboard.pump.call_later(POLL_SECONDS, self._poll)
            return
        self._requested = requested
        self._close(frames.NORMAL, requested.reason)

    def _record_end(self, reason: str) -> None:
        """Has no effect if the end is known already."""
        self._switchboard.recorder.record(self._call_sid, CallEnded(reason))


def _free_place(switchboard: Switchboard, call_sid: str) -> None:
    with contextlib.suppress(RuntimeError):  # the process ends: the place frees itself in time
        switchboard.blocking_threads.submit(switchboard.capacity.free, call_sid)


def far_end_of(switchboard: Switchboard, ticket: Ticket, close: Close) -> FarEnd:
    """`close(code, reason)` ends the stream, from any thread."""
    if ticket.member:
        return BrowserEnd(switchboard, ticket, close)
    return CarrierEnd(switchboard, ticket)
