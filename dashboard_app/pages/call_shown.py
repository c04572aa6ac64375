"""Everything a call's page shows, read in a single session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dashboard_app import formats
from dashboard_app.access.members import member
from dashboard_app.call_filters import read_filters, wanted_calls
from dashboard_app.components.badges import LIVE
from dashboard_app.components.caller_history import MAX_CALLS
from dashboard_app.pages.call_follow_up import waiting_for
from dashboard_app.viewer import current_viewer, reading
from db.queries.annotations import call_notes, call_ratings, call_reviews, call_tags, checked_by, known_tags
from db.queries.call_page import (
    call_analyses,
    call_costs,
    call_events,
    call_facts,
    call_follow_up,
    call_turns,
    kept_figures,
)
from db.queries.calls import Block, CallQuery, calls_block
from db.queries.frames import records
from db.queries.hints import GivenHint, call_hints
from db.queries.neighbours import Neighbours, neighbours
from db.queries.recordings import shown_measurement, shown_recording
from db.queries.selection import Selection

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Annotations made by people."""

    notes: Rows
    tags: list[str]
    known_tags: list[str]
    ratings: Rows
    reviews: Rows
    checked: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    facts: dict[str, Any]
    turns: Rows
    hints: list[GivenHint]
    rules: dict[str, Any] | None
    ai: dict[str, Any] | None
    costs: Rows
    events: Rows
    follow_up: str | None
    waiting: dict[str, Any] | None  # the follow-up to show: of the call, or of its caller
    recording: dict[str, Any] | None
    sound: dict[str, Any] | None  # None if not measured
    history: Rows | None
    has_more_history: bool
    beside: Neighbours
    added: Added
    kept: dict[str, Any] | None = None  # of a call whose words are gone

    @property
    def is_live(self) -> bool:
        return self.facts["status"] in LIVE

    @property
    def results(self) -> dict[str, Any]:
        """Results of the rule-based analysis."""
        return (self.rules or {}).get("results") or {}

    @property
    def ai_results(self) -> dict[str, Any]:
        return (self.ai or {}).get("results") or {}


def load(conversation_id: str, filters: Mapping[str, str] | None = None) -> Shown | None:
    """None for an invalid id or another organization's call. `filters` are those of the list the reader came from."""
    try:
        wanted = UUID(conversation_id)
    except ValueError:
        return None
    with reading() as session:
        facts = call_facts(session, organization_id=current_viewer().organization_id, conversation_id=wanted)
        if facts is None:
            return None
        turns, analyses, costs, events = (
            records(question(session, conversation_id=wanted))
            for question in (call_turns, call_analyses, call_costs, call_events)
        )
        history, has_more = history_of(session, facts, wanted)
        newest = {
            kind: next((row for row in analyses if row["analysis_type"] == kind), None)
            for kind in ("programmatic", "ai")
        }
        return Shown(
            facts=facts,
            turns=turns,
            hints=call_hints(session, facts["facts"] or {}),
            rules=newest["programmatic"],
            ai=with_step(newest["ai"], events),
            costs=costs,
            events=events,
            follow_up=call_follow_up(session, conversation_id=wanted),
            waiting=waiting_for(session, facts),
            recording=shown_recording(session, wanted),
            sound=shown_measurement(session, wanted),
            history=history,
            has_more_history=has_more,
            beside=beside(session, facts, wanted, filters or {}),
            added=added_to(session, wanted),
            kept=kept_figures(session, conversation_id=wanted) if facts["words_erased_at"] else None,
        )


def added_to(session: Any, call_id: UUID) -> Added:
    return Added(
        notes=records(call_notes(session, conversation_id=call_id)),
        tags=call_tags(session, conversation_id=call_id),
        known_tags=known_tags(session, organization_id=member().organization_id),
        ratings=records(call_ratings(session, conversation_id=call_id)),
        reviews=records(call_reviews(session, conversation_id=call_id)),
        checked=checked_by(session, conversation_id=call_id),
    )


def history_of(session: Any, facts: Mapping[str, Any], call_id: UUID) -> tuple[Rows | None, bool]:
    number = facts["phone_number"]
    if formats.is_hidden(number):
        return None, False
    theirs = Selection(
        organization_id=current_viewer().organization_id, phone_number=number, is_test=bool(facts["is_test"])
    )
    frame, has_more = calls_block(session, CallQuery(selection=theirs), Block(end=MAX_CALLS + 1))
    others = [row for row in records(frame) if str(row["id"]) != str(call_id)]
    return others[:MAX_CALLS], has_more


def beside(session: Any, facts: Mapping[str, Any], call_id: UUID, filters: Mapping[str, str]) -> Neighbours:
    """A test call opened without list filters is placed among test calls."""
    known = read_filters(filters) or ({"tests": "only"} if facts["is_test"] else {})
    return neighbours(
        session, wanted_calls(known, current_viewer()), started_at=facts["started_at"], call_id=call_id
    )


def with_step(analysis: dict[str, Any] | None, events: Rows) -> dict[str, Any] | None:
    """The current step of an analysis is recorded only in its progress events."""
    if analysis is None:
        return None
    steps = [
        event["data"].get("step")
        for event in events
        if event["event_type"] == "analysis.progress" and event["data"].get("analysis_type") == "ai"
    ]
    return {**analysis, "step": steps[-1] if steps else None}
