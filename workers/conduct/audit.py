"""Completes the analysis of the words with what the call's facts, its tools and the calendar know. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from db.telephone.hours import OpeningHours
from workers.analysis.findings import (
    AbandonmentFinding,
    Contradiction,
    Evidence,
    Finding,
    ProgrammaticAnalysis,
)
from workers.analysis.text import clause_end, clause_start, split_words
from workers.analysis.time_phrases import time_phrases
from workers.analysis.transcript import Transcript, Turn
from workers.conduct.calendar import RequestedDay, RequestedTime, placed, requested_time
from workers.conduct.dates import When, resolve
from workers.conduct.deeds import BROKEN, deeds, tool_calls, transfer_failed
from workers.conduct.offers import accepted, said_in_full
from workers.sectors import Sector

APPOINTMENT = "appointment"
PASSED = "transferred_to_human"
QUOTE_LIMIT = 240
_FIXED = frozenset({"booking", "change"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a call apart from its words. `now` is its start, in the organization's time zone."""

    facts: Mapping[str, Any]
    now: datetime
    hours: OpeningHours | None
    is_forwarded: bool
    is_passed: bool = False  # a person took the call


def audited(
    analysis: ProgrammaticAnalysis, transcript: Transcript, sector: Sector, known: Known
) -> dict[str, Any]:
    """The analysis as stored: with the deed for each promise, the requested day, and what the carrier announced or detected."""
    reading = passed_on(analysis) if known.is_passed else analysis
    if not known.is_forwarded and transfer_failed(tool_calls(known.facts)):
        reading = left_with_us(reading, ended_by_agent=transcript.end_reason == "agent_hangup")
    results = reading.to_json()
    done = deeds(reading.promises, transcript.turns, known.facts, known.now, is_forwarded=known.is_forwarded)
    promises = [
        {**promise, "deed": asdict(deed)} for promise, deed in zip(results["promises"], done, strict=True)
    ]
    contradictions = [asdict(one) for one in contradicted_days(reading, transcript, known.now)]
    return {
        **results,
        "promises": promises,
        "broken_promises": sum(deed.state in BROKEN for deed in done),
        "requested": requested(reading, transcript.turns, sector, known),
        "contradictions": [*results["contradictions"], *contradictions],
        "notices": [with_source(notice, known.facts) for notice in results["notices"]],
        "line": with_detection(results["line"], known.facts),
    }


def passed_on(reading: ProgrammaticAnalysis) -> ProgrammaticAnalysis:
    """A caller handed over to a person has not abandoned the call, however the conversation with the agent ended, if there was one."""
    if reading.outcome.value not in {"abandoned", "unresolved"}:
        return reading
    return replace(reading, outcome=Finding(PASSED, 1.0), abandonment=not_given_up())


def not_given_up() -> AbandonmentFinding:
    return AbandonmentFinding(value=False, stage=None, reason=None, confidence=1.0, evidence=())


def left_with_us(reading: ProgrammaticAnalysis, *, ended_by_agent: bool) -> ProgrammaticAnalysis:
    """A caller who was to be handed over, and was not: whatever the agent had announced, somebody still has to do something. Where the
    agent then said goodbye, the caller has not given up.
    """
    if reading.outcome.value not in ({PASSED, "abandoned"} if ended_by_agent else {PASSED}):
        return reading
    is_promised = any(promise.kind == "callback" for promise in reading.promises)
    outcome = Finding("callback_promised" if is_promised else "unresolved", 1.0, reading.outcome.evidence)
    return replace(reading, outcome=outcome, abandonment=not_given_up())


def requested(
    reading: ProgrammaticAnalysis, turns: tuple[Turn, ...], sector: Sector, known: Known
) -> dict[str, Any] | None:
    """The day the caller asked for, or accepted among those offered, and whether the business is open then."""
    for name, spec in sector.entities.items():
        wanted = reading.entities.get(name)
        if spec.kind == "time_words" and wanted is not None:
            found = requested_time(wanted.raw, known.now, known.hours)
            taken = said_in_full(wanted.raw, wanted.evidence, turns, known.now)
            if taken is None and found is None:
                taken = accepted(wanted.raw, wanted.evidence, turns, known.now)
            found = placed(wanted.raw, taken, known.hours) if taken else found
            return as_json(found, [asdict(one) for one in wanted.evidence]) if found else None
    return None


def as_json(found: RequestedTime, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "raw": found.raw,
        "days": [day_json(one) for one in found.days],
        "otherwise": [day_json(one) for one in found.otherwise],
        "limit": found.limit,
        "excepted": [day.isoformat() for day in found.excepted],
        "part": found.part,
        "at": found.at,
        "is_possible": found.is_possible,
        "evidence": evidence,
    }


def day_json(day: RequestedDay) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "state": day.state, "feast": day.feast, "hours": list(day.hours)}


def contradicted_days(
    reading: ProgrammaticAnalysis, transcript: Transcript, now: datetime
) -> Iterator[Contradiction]:
    """The agent fixes one day and later another that the caller did not ask for."""
    places = {turn.position: index for index, turn in enumerate(transcript.turns)}
    before: tuple[int, When, Evidence] | None = None
    for promise in reading.promises:
        place = places.get(promise.evidence[0].turn) if promise.kind in _FIXED and promise.evidence else None
        said = resolve(transcript.turns[place].text, now) if place is not None else None
        if place is None or said is None:
            continue
        if (
            before is not None
            and differs(before[1], said)
            and not was_asked(transcript.turns[before[0] : place], said, now)
        ):
            proofs = (before[2], proof_of(transcript.turns[place], promise.evidence[0]))
            values = (written(before[1]), written(said))
            yield Contradiction(APPOINTMENT, (proofs[0].turn, proofs[1].turn), values, proofs)
        before = place, said, proof_of(transcript.turns[place], promise.evidence[0])


def proof_of(turn: Turn, promise: Evidence) -> Evidence:
    """The turn's words that name a time: those in the promise's sentence, otherwise all from the first to the last."""
    words = split_words(turn.text)
    phrases = time_phrases(words)
    if not phrases:
        return promise
    spans = [(words.starts[phrase.first], words.ends[phrase.last - 1]) for phrase in phrases]
    at = next((index for index, end in enumerate(words.ends) if end >= promise.end), len(words) - 1)
    sentence = words.starts[clause_start(words, at)], words.ends[clause_end(words, at) - 1]
    inside = [span for span in spans if sentence[0] <= span[0] < sentence[1]] or spans
    start, end = inside[0][0], inside[-1][1]
    return Evidence(turn.position, start, end, turn.text[start:end][:QUOTE_LIMIT])


def differs(one: When, other: When) -> bool:
    """A limit («from», «until») contradicts no day."""
    if one.limit or other.limit:
        return False
    if not set(one.days) & set(other.days):
        return True
    return one.at is not None and other.at is not None and one.at != other.at


def was_asked(between: tuple[Turn, ...], said: When, now: datetime) -> bool:
    """Whether the caller named the second day, even as an alternative, in between."""
    requests = [resolve(turn.text, now) for turn in between if turn.role == "user"]
    return any(
        request is not None and {*request.days, *request.otherwise} & set(said.days) for request in requests
    )


def written(when: When) -> str:
    return f"{when.days[0].isoformat()}{when.at.strftime(' %H:%M') if when.at else ''}"


def with_source(notice: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """A notice given before the agent spoke, by the carrier or on a browser call's page, is in no turn; it is recorded as heard at the start."""
    teller = facts.get("recording_notice") if notice["kind"] == "recording" else None
    if teller in {"carrier", "page"} and not notice["heard"]:
        return {**notice, "heard": True, "heard_ms": 0, "by": teller}
    return {**notice, "by": "agent" if notice["heard"] else None}


def with_detection(line: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The carrier can detect an answering machine whose words do not give it away."""
    heard = str(facts.get("answered_by") or "")
    is_machine = heard.startswith("machine") or heard == "fax"
    return {**line, "value": "machine", "by": "carrier"} if is_machine else dict(line)
