"""Transfers or hangs up a live call on request of a person. Works from any process.

The carrier moves the call through its REST API, so the voice process that carries it need not be found: its stream ends.
The request is stored first, so that the end of the stream is not taken for the caller hanging up. A browser's call is
unknown to the carrier: its stream listens for the request itself (`bridge/far_end.py`).
"""

import logging
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from bridge.carriers import twiml
from bridge.carriers.twilio import Change, change_call
from bridge.carriers.twiml import Forward
from bridge.commands import Step
from bridge.errors import CarrierRefusedError, NotLiveError, OutcomeUnknownError, UnknownCallError
from bridge.facts import CallEnded, CallForwarded, Fact
from bridge.next_step import NextStep
from bridge.switchboard import Switchboard
from db.actions import calls
from db.database import Database
from db.telephone.numbers import E164

log = logging.getLogger(__name__)
UNDECIDED = NextStep(Step.FORWARD, "stream_failed")  # what happens if nothing was decided


@dataclass(frozen=True, slots=True)
class Request:
    """`next_step` is stored first, `form` is sent to the carrier, and `fact` is recorded once the carrier has done it."""

    name: str
    next_step: NextStep
    form: dict[str, str]
    fact: Fact


@dataclass(frozen=True, slots=True)
class Claimed:
    """`own_number` is our number in the call."""

    call_sid: str
    own_number: str
    has_carrier: bool


@dataclass(frozen=True, slots=True)
class TakeOver:
    switchboard: Switchboard
    database: Database

    def transfer(self, conversation_id: UUID) -> None:
        """Raises UnknownCallError, NotLiveError or CarrierRefusedError; then the call goes on as it was. After an
        OutcomeUnknownError it may, or not: who sees that it does can ask again.
        """
        to = self.switchboard.settings.mobile_number
        if not to:
            raise NotLiveError("nobody_to_transfer_to", "MOBILE_NUMBER is not set: nobody can take the call")
        claimed = self._claim(conversation_id, "transfer")
        call_sid, own_number = claimed.call_sid, claimed.own_number
        rules = self.switchboard.front_desk.line_of(own_number).rules
        forward = Forward(call_sid, to, own_number, "transferred", rules.ring_seconds, whispers=rules.whisper)
        document = twiml.forward(self.switchboard.addresses, forward)
        forwarded = CallForwarded(to, "transferred")
        next_step = NextStep(Step.FORWARD, "transferred")
        self._carry_out(
            claimed, conversation_id, Request("transfer", next_step, {"Twiml": document}, forwarded)
        )

    def hang_up(self, conversation_id: UUID) -> None:
        """Raises as `transfer` does."""
        claimed = self._claim(conversation_id, "hang_up")
        ended = CallEnded("agent_hangup")
        next_step = NextStep(Step.HANG_UP, "agent_hangup")
        self._carry_out(
            claimed, conversation_id, Request("hang_up", next_step, {"Status": "completed"}, ended)
        )

    def _claim(self, conversation_id: UUID, name: str) -> Claimed:
        """Only one transfer per call; a transferred call can still be hung up."""
        with self.database.transaction() as session:
            call = calls.live_call(session, conversation_id)
            if call is None or call.twilio_call_sid is None:
                self._refuse(session, conversation_id)
            has_carrier = call.facts.get("channel") != calls.BY_BROWSER
            if name == "transfer" and not has_carrier:
                raise NotLiveError(
                    "no_carrier", "a browser is the telephone: no carrier can put this call through"
                )
            was_asked = call.facts.get("taken_over") and not call.facts.get("take_over_unanswered")
            if name == "transfer" and (call.status == "forwarded" or was_asked):
                raise NotLiveError("already_forwarded", "the call is on its way to a person already")
            claim = {"taken_over": name, "take_over_unanswered": None}
            calls.add_facts(session, conversation_id=conversation_id, facts=claim)
            number = call.called_number or ""
            owned = number if E164.fullmatch(number) else self.switchboard.settings.carrier.phone_number
            return Claimed(str(call.twilio_call_sid), owned, has_carrier)

    def _refuse(self, session: Any, conversation_id: UUID) -> NoReturn:
        if not calls.is_known_call(session, conversation_id):
            raise UnknownCallError("there is no such call")
        raise NotLiveError("not_live", "the call is over")

    def _carry_out(self, claimed: Claimed, conversation_id: UUID, requested: Request) -> None:
        call_sid = claimed.call_sid
        next_steps = self.switchboard.next_steps
        decided_before = next_steps.of(call_sid)
        next_steps.decide(call_sid, requested.next_step)
        change = Change.DONE
        if claimed.has_carrier:
            change = change_call(self.switchboard.settings.carrier, call_sid, **requested.form)
        log.info("event=taken_over call=%s request=%s outcome=%s", call_sid, requested.name, change)
        if change is Change.DONE:
            self.switchboard.recorder.record(call_sid, requested.fact)
            self.switchboard.capacity.free(call_sid)
            return
        if change is Change.UNKNOWN:
            self._leave_open(conversation_id)
        next_steps.decide(call_sid, decided_before or UNDECIDED)
        with self.database.transaction() as session:
            calls.add_facts(session, conversation_id=conversation_id, facts={"taken_over": None})
        if change is Change.OVER:
            raise NotLiveError("not_live", "the call is over")
        raise CarrierRefusedError("the carrier could not be reached, or refused: the call goes on as it was")

    def _leave_open(self, conversation_id: UUID) -> NoReturn:
        """The claim and the next step stay: if the carrier has done it, the end of the stream must not be taken for the caller's."""
        with self.database.transaction() as session:
            calls.add_facts(session, conversation_id=conversation_id, facts={"take_over_unanswered": True})
        raise OutcomeUnknownError(
            "the carrier did not answer in time: it may have done it; see whether the call goes on, and ask again if it does"
        )
