"""Maps each fact to the database action that stores it. Writing a fact twice changes nothing."""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from functools import singledispatchmethod
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from bridge import facts
from bridge.spool import Entry
from bridge.tools import is_tool_key
from db.actions import agent_sessions, calls, hints, native, recordings
from db.actions.experiment_calls import join_experiment
from db.actions.ledger import WHOLE_CALL, Cost, record_cost
from db.actions.tombstones import erased_among
from db.actions.turns import NewTurn, save_turn, save_turns

log = logging.getLogger(__name__)
Session = Any  # SQLAlchemy's, which only db may name
FAILURES = frozenset({"agent_unreachable", "agent_failed", "carrier_failed", "stream_failed"})


class Due(NamedTuple):
    """Jobs that a fact makes due for its conversation once it is committed."""

    conversation_id: UUID
    has_ended: bool
    has_recording: bool
    is_forwarded: bool
    is_complete: bool  # over, and its transcript is known: it can be analysed


def write_entries(session: Session, entries: Iterable[Entry]) -> list[Due]:
    """Writes facts in order. Consecutive turns are one statement; they make no job due."""
    due = []
    kept = _not_erased(session, list(entries))
    _claim_calls(session, kept)
    for are_turns, row in groupby(kept, key=_is_turn):
        if are_turns:
            save_turns(session, [_turn_of(entry) for entry in row])
        else:
            due += [write_entry(session, entry) for entry in row]
    return due


def _not_erased(session: Session, entries: list[Entry]) -> list[Entry]:
    """Drops late reports about erased calls: they would create the call again."""
    ids = {call_sid: calls.conversation_id_of(call_sid) for call_sid in {one.call_sid for one in entries}}
    erased = erased_among(session, ids.values())
    if not erased:
        return entries
    left = [entry for entry in entries if ids[entry.call_sid] not in erased]
    log.info("event=reports_of_erased_calls_dropped facts=%d", len(entries) - len(left))
    return left


def _claim_calls(session: Session, entries: list[Entry]) -> None:
    """Claims the calls that these facts change, by their ids: then no two processes wait for each other in a circle. One that may be
    new is opened instead, because what another process is just inserting cannot be locked.
    """
    changed = {calls.conversation_id_of(entry.call_sid) for entry in entries if not _is_turn(entry)}
    if len(changed) < 2:
        return
    openings = {
        calls.conversation_id_of(entry.call_sid): entry
        for entry in reversed(entries)
        if isinstance(entry.fact, facts.CallStarted)
    }
    for may_be_new, ids in groupby(sorted(changed), key=openings.__contains__):
        if may_be_new:
            for one in ids:
                write_entry(session, openings[one])
        else:
            calls.lock_calls(session, list(ids))


def _is_turn(entry: Entry) -> bool:
    return isinstance(entry.fact, facts.TurnTaken)


def _turn_of(entry: Entry) -> tuple[UUID, NewTurn]:
    return calls.conversation_id_of(entry.call_sid), NewTurn(**asdict(entry.fact))


def write_entry(session: Session, entry: Entry) -> Due:
    writer = Writer(session, calls.conversation_id_of(entry.call_sid), entry.call_sid, entry.at)
    writer.write(entry.fact)
    news = writer.has_ended or writer.has_transcript or writer.has_deeds
    is_complete = news and native.is_complete(session, writer.conversation_id)
    return Due(
        writer.conversation_id, writer.has_ended, writer.has_recording, writer.is_forwarded, is_complete
    )


@dataclass(slots=True)
class Writer:
    """Writes one fact to the database."""

    session: Session
    conversation_id: UUID
    call_sid: str
    at: datetime
    has_ended: bool = False
    has_recording: bool = False
    is_forwarded: bool = False
    has_transcript: bool = False
    has_deeds: bool = False

    @singledispatchmethod
    def write(self, fact: object) -> None:
        raise TypeError(f"no action for {type(fact).__name__}")

    @write.register
    def _(self, fact: facts.CallStarted) -> None:
        call = calls.NewCall(call_sid=self.call_sid, started_at=self.at, **asdict(fact))
        calls.open_call(self.session, call=call)

    @write.register
    def _(self, _fact: facts.CallAnswered) -> None:
        self._answer()

    @write.register
    def _(self, fact: facts.AgentIdentified) -> None:
        calls.attach_agent_session(self.session, conversation_id=self.conversation_id, **asdict(fact))

    @write.register
    def _(self, fact: facts.ExperimentJoined) -> None:
        join_experiment(
            self.session,
            conversation_id=self.conversation_id,
            experiment_id=UUID(fact.experiment_id),
            side=fact.side,
            is_known_number=fact.is_known_number,
        )

    @write.register
    def _(self, fact: facts.TurnTaken) -> None:
        save_turn(self.session, conversation_id=self.conversation_id, turn=NewTurn(**asdict(fact)))

    @write.register
    def _(self, fact: facts.CallForwarded) -> None:
        self.is_forwarded = True
        calls.forward_call(
            self.session,
            conversation_id=self.conversation_id,
            forwarded_at=self.at,
            forwarded_to=fact.to,
            reason=fact.reason,
        )

    @write.register
    def _(self, _fact: facts.CallReturned) -> None:
        calls.return_call(self.session, conversation_id=self.conversation_id)

    @write.register
    def _(self, fact: facts.VoicemailLeft) -> None:
        calls.keep_voicemail(self.session, conversation_id=self.conversation_id, **asdict(fact))

    @write.register
    def _(self, fact: facts.CallNoted) -> None:
        """What a tool did may come when the call is over and read: then it is read again."""
        calls.add_facts(self.session, conversation_id=self.conversation_id, facts=fact.details)
        self.has_deeds = any(map(is_tool_key, fact.details))

    @write.register
    def _(self, fact: facts.HintTaken) -> None:
        hints.keep_hint(self.session, conversation_id=self.conversation_id, at=self.at, **asdict(fact))

    @write.register
    def _(self, _fact: facts.RecordingStarted) -> None:
        recordings.begin_recording(self.session, conversation_id=self.conversation_id, started_at=self.at)

    @write.register
    def _(self, _fact: facts.RecordingCaptured) -> None:
        recordings.capture_recording(self.session, conversation_id=self.conversation_id)
        self.has_recording = True

    @write.register
    def _(self, fact: facts.RecordingFailed) -> None:
        recordings.fail_recording(self.session, conversation_id=self.conversation_id, reason=fact.reason)

    @write.register
    def _(self, fact: facts.CallEnded) -> None:
        self._end(fact.reason)

    @write.register
    def _(self, fact: facts.StreamStopped) -> None:
        """A stream also stops when a person on our side transfers the call, which continues, or hangs it up."""
        call = calls.live_call(self.session, self.conversation_id)
        taken_over = call.facts.get("taken_over") if call else None
        if taken_over != "transfer":
            self._end("agent_hangup" if taken_over else fact.reason)

    @write.register
    def _(self, fact: facts.CarrierReported) -> None:
        """A report older than what is known adds nothing."""
        if not calls.next_status(self.session, conversation_id=self.conversation_id, sequence=fact.sequence):
            return
        if fact.reason:
            self._end(self._end_of_forwarded() or fact.reason)
        elif fact.status == "in-progress":
            self._answer()

    @write.register
    def _(self, fact: facts.AgentReported) -> None:
        agent_sessions.note_reported(
            self.session,
            conversation_id=self.conversation_id,
            elevenlabs_conversation_id=fact.elevenlabs_conversation_id,
        )
        if fact.language:
            calls.set_language(self.session, conversation_id=self.conversation_id, language=fact.language)
        if fact.cost_usd is not None:
            self._settle_agent(fact, Decimal(fact.cost_usd))

    @write.register
    def _(self, fact: facts.CarriedNatively) -> None:
        native.carry_natively(
            self.session, conversation_id=self.conversation_id, answered_at=self.at, **asdict(fact)
        )

    @write.register
    def _(self, fact: facts.ConversationReported) -> None:
        turns = [NewTurn(**turn) for turn in fact.turns]
        self.has_transcript = native.keep_transcript(
            self.session, conversation_id=self.conversation_id, turns=turns
        )
        if self.has_transcript:
            self.has_ended = native.settle_end(
                self.session,
                conversation_id=self.conversation_id,
                ended_at=self.at,
                end_reason=fact.end_reason,
                failed=fact.end_reason in FAILURES,
            )

    @write.register
    def _(self, _fact: facts.ConversationMissing) -> None:
        self.has_transcript = native.miss_transcript(self.session, conversation_id=self.conversation_id)

    def _settle_agent(self, fact: facts.AgentReported, amount: Decimal) -> None:
        """Replaces the estimate by the provider's amount; later agent sessions of the call get ledger lines of their own."""
        is_first = calls.is_first_agent_session(
            self.session,
            conversation_id=self.conversation_id,
            elevenlabs_conversation_id=fact.elevenlabs_conversation_id,
        )
        cost = Cost(
            kind="agent_minutes",
            reference=WHOLE_CALL if is_first else fact.elevenlabs_conversation_id,
            amount=amount,
            certainty="known",
            occurred_at=self.at,
            currency="USD",
            details=fact.details,
        )
        record_cost(self.session, conversation_id=self.conversation_id, cost=cost)

    def _answer(self) -> None:
        calls.answer_call(self.session, conversation_id=self.conversation_id, answered_at=self.at)

    def _end_of_forwarded(self) -> str | None:
        """The end reason of a forwarded call: the caller hung up while it rang, or the two had talked. None for
        voicemail, where our own decision stands.
        """
        call = calls.live_call(self.session, self.conversation_id)
        if call is None or call.status != "forwarded" or call.facts.get("forward_unanswered"):
            return None
        return str(call.facts["forward_reason"]) if call.facts.get("forward_answered") else "caller_hangup"

    def _end(self, reason: str) -> None:
        call = calls.live_call(self.session, self.conversation_id)
        was_served = call is not None and call.status == "forwarded"
        self.has_ended = calls.end_call(
            self.session,
            conversation_id=self.conversation_id,
            ended_at=self.at,
            end_reason=reason,
            failed=reason in FAILURES and not was_served,
        )
