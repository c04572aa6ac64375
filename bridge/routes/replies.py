"""The answers to the carrier's webhooks, and the lookups they share: organization, language, briefing, ticket."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

from flask import Response, request

from bridge.carriers import twiml
from bridge.carriers.phrases import Phrase, language_of, phrase
from bridge.carriers.twiml import Forward
from bridge.commands import Step
from bridge.facts import CallEnded, CallForwarded, CallNoted, Fact
from bridge.front.briefing import Briefing, Ring, brief
from bridge.front.fallback import Fallback, instead_of_agent
from bridge.front.line import Line
from bridge.front.sides import Caller, Choice, choose
from bridge.native import NativeCalls
from bridge.next_step import NextStep
from bridge.routes.answers import twiml as answer
from bridge.routes.trust import CarrierRequest
from bridge.switchboard import Switchboard
from bridge.tokens import Ticket
from db.call_memory import key_of_call
from db.telephone.numbers import E164
from db.telephone.rules import LANGUAGES

log = logging.getLogger(__name__)
TTL_SECONDS = 3600


class Replies:
    def __init__(self, switchboard: Switchboard) -> None:
        self.switchboard = switchboard
        self.settings = switchboard.settings
        self.native = NativeCalls(switchboard)

    def record(self, call: CarrierRequest, fact: Fact) -> None:
        self.switchboard.recorder.record(call.call_sid, fact)

    def stream(self, ticket: Ticket) -> Response:
        return answer(twiml.stream(self.switchboard.addresses, self.switchboard.tokens.issue(ticket)))

    def greet(self, call: CarrierRequest, ticket: Ticket) -> Response:
        """Connects the first stream of a call. If it is recorded, the carrier or the agent plays the recording notice first."""
        rules = self.line(call).recording
        if rules is None or not ticket.is_recorded:
            return self.stream(replace(ticket, is_recorded=False))
        self.record(call, CallNoted({"recording_notice": rules.notice}))
        self.switchboard.store.put(_notice_key(call.call_sid), "1", TTL_SECONDS)
        if rules.notice == "agent":
            return self.stream(ticket)
        token = self.switchboard.tokens.issue(ticket)
        language = self.language(call)
        text = {**rules.text}.get(language) or phrase(Phrase.RECORDED, language)  # type: ignore[call-overload]
        return answer(twiml.stream(self.switchboard.addresses, token, notice=text, language=language))

    def is_recorded(self, call: CarrierRequest) -> bool:
        return self.settings.records_calls and self.line(call).records(self.own_number(call))

    def without_voice(
        self, call: CarrierRequest, ticket: Ticket, reason: str, apology: Phrase = Phrase.BUSY
    ) -> Response:
        """Without a voice process: native mode, or a person is called."""
        if self.settings.native_fallback and self.line(call).rules.degraded == "native":
            document = self.native.serve(ticket, self.briefing(call), reason)
            if document:
                return answer(document)
        return self.forward(call, reason, apology)

    def hang_up(self, call: CarrierRequest, reason: str) -> Response:
        self.end(call, reason)
        return answer(twiml.hang_up())

    def end(self, call: CarrierRequest, reason: str) -> None:
        self.record(call, CallEnded(reason))
        self.switchboard.tokens.end_call(call.call_sid)
        log.info("event=call_hung_up call=%s reason=%s", call.call_sid, reason)

    def forward(self, call: CarrierRequest, reason: str, apology: Phrase = Phrase.NOBODY) -> Response:
        """Forwards to a person, or to the fallback."""
        line, to = self.line(call), self.settings.mobile_number
        is_open, has_rung = line.state_at(datetime.now(UTC)).is_open, self.has_rung(call.call_sid)
        what = instead_of_agent(line.rules, has_mobile=bool(to), is_open=is_open, has_rung=has_rung)
        log.info("event=call_forwarded call=%s reason=%s to=%s", call.call_sid, reason, what)
        if what is not Fallback.RING:
            is_closed = bool(to) and not is_open and not has_rung
            return self.console(call, what, Phrase.CLOSED if is_closed else apology, reason)
        self.record(call, CallForwarded(to, reason))
        target = Forward(
            call.call_sid,
            to,
            self.own_number(call),
            reason,
            line.rules.ring_seconds,
            whispers=line.rules.whisper,
            is_first=call.text("CallStatus") == "ringing",
        )
        return answer(twiml.forward(self.switchboard.addresses, target))

    def console(self, call: CarrierRequest, what: Fallback, apology: Phrase, reason: str) -> Response:
        """Voicemail or a short message, if nobody is available."""
        kept = "forward_unanswered" if reason == "transferred" else reason
        if what is not Fallback.VOICEMAIL:
            self.record(call, CallEnded(kept))
            return answer(twiml.apologise(apology, self.language(call)))
        self.record(call, CallNoted({"voicemail_offered": reason}))
        self.switchboard.next_steps.decide(call.call_sid, NextStep(Step.HANG_UP, kept))
        return answer(twiml.voicemail(self.switchboard.addresses, self.language(call), kept))

    def was_informed(self, call_sid: str) -> bool:
        """Whether the caller heard the recording notice. If nothing is stored, they did not."""
        return self.switchboard.store.get(_notice_key(call_sid)) is not None

    def has_rung(self, call_sid: str) -> bool:
        """Whether a person's telephone has rung in this call without an answer."""
        return self.switchboard.store.get(_rung_key(call_sid)) is not None

    def note_rung(self, call_sid: str) -> None:
        self.switchboard.store.put(_rung_key(call_sid), "1", TTL_SECONDS)

    def line(self, call: CarrierRequest) -> Line:
        return self.switchboard.front_desk.line_of(self.own_number(call))

    def own_number(self, call: CarrierRequest) -> str:
        """The caller id: carriers allow only numbers of this call or owned ones."""
        number = call.text("To" if call.is_inbound else "From")
        return number if E164.fullmatch(number) else self.settings.carrier.phone_number

    def brief(self, call: CarrierRequest) -> None:
        """Prepares the briefing for the stream: while the call rings, there is time for lookups."""
        self.switchboard.briefings.keep(call.call_sid, self.briefing(call))

    def briefing(self, call: CarrierRequest) -> Briefing:
        board, line = self.switchboard, self.line(call)
        theirs = call.text("From" if call.is_inbound else "To")
        caller = board.front_desk.caller_of(line, theirs, is_simulated=self.settings.simulates)
        now = datetime.now(UTC)
        ring = Ring(self.own_number(call), theirs, now, bool(self.settings.mobile_number))
        choice = choose(line, Caller(call.call_sid, theirs, call.is_inbound, self.is_test(), now))
        agent_id = choice.agent_id if choice else line.agent_id
        briefing = brief(line, caller, ring, board.permissions.now(board.blocking_threads, agent_id))
        return with_choice(briefing, line, choice) if choice else briefing

    def is_test(self) -> bool:
        return self.settings.simulates or request.args.get("test") == "1"

    def language(self, call: CarrierRequest) -> str:
        """The caller's known language, or a guess from the country of their number."""
        number = call.text("From" if call.is_inbound else "To")
        known = self.switchboard.briefings.of(call.call_sid).language
        return known or language_of(number, self.settings.language)

    def house_language(self, call: CarrierRequest) -> str:
        """The language of the staff."""
        language = self.line(call).language
        return language if language in LANGUAGES else self.settings.language

    def ticket(self, call: CarrierRequest, turns: int = 0, resumes: str = "") -> Ticket:
        """Later streams have no recording notice: they are recorded if the first one was."""
        is_recorded = self.is_recorded(call) and (not resumes or self.was_informed(call.call_sid))
        return Ticket(
            call_sid=call.call_sid,
            direction="inbound" if call.is_inbound else "outbound",
            caller=call.text("From"),
            called=call.text("To"),
            is_test=self.is_test(),
            is_simulated=self.settings.simulates,
            turns=turns,
            resumes=resumes,
            is_recorded=is_recorded,
        )


def with_choice(briefing: Briefing, line: Line, choice: Choice) -> Briefing:
    return replace(
        briefing,
        agent_id=choice.agent_id,
        experiment_id=str(choice.experiment_id),
        side=choice.side,
        usual_agent_id=line.agent_id,
        is_known_number=choice.is_known_number,
    )


def _notice_key(call_sid: str) -> str:
    return key_of_call(call_sid, "told")


def _rung_key(call_sid: str) -> str:
    return key_of_call(call_sid, "rung")
