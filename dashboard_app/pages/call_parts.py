"""The parts of a call's page, keyed by the id of the element they fill; built from loaded data, without queries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from dashboard_app.access.members import may_write, member
from dashboard_app.components import ai_panel, call_head, player
from dashboard_app.components.answer_times import answer_times, answers_of
from dashboard_app.components.call_bar import call_bar
from dashboard_app.components.caller_history import caller_history
from dashboard_app.components.checked import checked
from dashboard_app.components.costs import cost_table
from dashboard_app.components.findings import findings
from dashboard_app.components.native_mode import awaits_words, is_native, native_note, why_no_sound
from dashboard_app.components.notes import note_list
from dashboard_app.components.proof import Json, evidence_marks, object_of, objects, text_of
from dashboard_app.components.raw_events import raw_events
from dashboard_app.components.replay import play_again
from dashboard_app.components.review_marks import Marks
from dashboard_app.components.sound_card import sound_card
from dashboard_app.components.states import nothing_here
from dashboard_app.components.tags import tag_list, thumbs
from dashboard_app.components.timeline import timeline
from dashboard_app.components.transcript import Spoken, dots, transcript
from dashboard_app.components.words_gone import (
    added_gone,
    details_gone,
    kept_figures,
    others_unknown,
    words_gone,
)
from dashboard_app.pages import call_follow_up
from dashboard_app.pages.call_shown import Added, Shown
from dashboard_app.viewer import current_viewer


def call_parts(found: Shown, filters: Mapping[str, str]) -> dict[str, Any]:
    rules, now = found.results, current_viewer().now
    events = [
        timeline(found.facts, found.events, found.hints),
        play_again(found.facts) if may_write() and found.kept is None else None,
        call_head.ids_of(found.facts),
    ]
    return {
        "call-bar": call_bar(filters, newer=found.beside.newer, older=found.beside.older),
        "call-head": call_head.call_head(with_reading(found.facts, rules) | (found.kept or {}), now=now),
        "call-transcript": dialogue_of(found, rules),
        "call-costs": cost_table(found.costs),
        "call-events": events,
        "call-raw": raw_events(found.events),
        call_follow_up.PLACE: call_follow_up.drawn(found.waiting, found.facts),
        "call-waits": waits_of(found) if found.kept is None else details_gone(),
        "call-quality": sound_of(found),
        "call-history": history_of(found, now),
        player.DATA: player.sound_data(
            found.facts,
            found.turns,
            rules,
            found.ai_results,
            found.recording,
            is_measured=found.sound is not None,
        ),
    }


def history_of(found: Shown, now: datetime) -> Any:
    if found.kept is not None:
        return others_unknown()
    return caller_history(found.history, has_more=found.has_more_history, now=now)


def dialogue_of(found: Shown, rules: Json) -> Any:
    if found.kept is not None:
        return words_gone(found.facts)
    spoken = transcript(
        found.turns,
        evidence_marks(rules),
        is_live=found.is_live,
        spoken=spoken_of(rules),
        hints=found.hints,
    )
    if not is_native(found.facts):
        return spoken
    shows_words = bool(found.turns) or not awaits_words(found.facts)
    return [native_note(found.facts), spoken if shows_words else dots()]


def sound_of(found: Shown) -> Any:
    if is_native(found.facts) and found.recording is None:
        return nothing_here(_("No recording"), why_no_sound(), symbol="soundwave", small=True)
    return sound_card(found.recording, found.sound)


def waits_of(found: Shown) -> Any:
    answers = answers_of(found.turns, object_of(found.facts["facts"]), (found.sound or {}).get("gaps") or ())
    return answer_times(answers, is_measured=found.sound is not None)


def analysis_parts(found: Shown, added: Added) -> dict[str, Any]:
    """The analyses, with people's review marks."""
    if found.kept is not None:
        return {"call-findings": kept_figures(found.kept), "call-ai": details_gone()}
    return {
        "call-findings": findings(
            found.results or None,
            found.facts,
            follow_up=found.follow_up,
            mark=marks_of(found.rules, added),
        ),
        "call-ai": ai_panel.ai_panel(
            found.ai,
            is_over=not found.is_live,
            has_turns=bool(found.turns),
            is_awaited=awaits_words(found.facts),
            may_start=may_write(),
            mark=marks_of(found.ai, added),
        ),
    }


def added_parts(added: Added, *, has_words: bool = True) -> dict[str, Any]:
    user, now = member(), current_viewer().now
    reader_id = str(user.id)
    notes = note_list(
        added.notes,
        reader_id=reader_id,
        may_write=may_write(),
        is_admin=user.role == "admin",
        now=now,
    )
    tags = tag_list(added.tags, added.known_tags, may_write=may_write())
    return {
        "call-notes": notes if has_words or added.notes else added_gone(),
        "call-tags": tags if has_words or added.tags else added_gone(),
        "call-thumbs": [
            checked(added.checked, may_write=may_write(), now=now),
            thumbs(added.ratings, reader_id=reader_id, may_write=may_write()),
        ],
    }


def marks_of(analysis: Mapping[str, Any] | None, added: Added) -> Marks:
    known = analysis or {}
    return Marks(
        str(known.get("id", "")),
        str(known.get("version", "")),
        str(member().id),
        may_write(),
        added.reviews,
    )


def with_reading(facts: Mapping[str, Any], rules: Json) -> dict[str, Any]:
    read = {name: text_of(object_of(rules.get(name)).get("value")) for name in ("outcome", "urgency")}
    caller = object_of(object_of(rules.get("entities")).get("caller_name")).get("value")
    return {**facts, **read, "caller_name": text_of(caller)}


def spoken_of(rules: Json) -> Spoken:
    turns = {
        int(turn["turn"]): str(turn.get("language"))
        for turn in objects(rules.get("turn_languages"))
        if isinstance(turn.get("turn"), int)
    }
    others = rules.get("language_mismatch")
    wrong = (
        frozenset(turn for turn in others if isinstance(turn, int))
        if isinstance(others, list)
        else frozenset()
    )
    return Spoken(turns, wrong)
