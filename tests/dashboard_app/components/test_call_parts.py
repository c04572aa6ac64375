"""What a call's page says of promises, waiting times, marks and sound: pure functions."""

from typing import Any

import pytest

from dashboard_app.components.answer_times import Answer, answer_times, answers_of
from dashboard_app.components.caller_history import caller_history
from dashboard_app.components.player import place_turns, sound_data
from dashboard_app.components.promises import deed
from dashboard_app.components.review_marks import Marks
from tests.dashboard_app.reading import parts, with_class, words


def turn(position: int, role: str, start: int | None, stop: int | None, text: str = "Hola") -> dict[str, Any]:
    return {"position": position, "role": role, "text": text, "started_ms": start, "ended_ms": stop}


DEEDS = {
    "booked by the tool": ("booking", {"facts": {"book_appointment": {"is_error": False}}}, None, "done"),
    "the tool failed": ("booking", {"facts": {"book_appointment": {"is_error": True}}}, None, "failed"),
    "no tool was used": ("booking", {"facts": {}}, None, "unseen"),
    "nobody cancels by tool": ("cancellation", {"facts": {}}, None, "unseen"),
    "passed on": ("transfer", {"facts": {}, "forwarded_at": "then"}, None, "done"),
    "not passed on": ("transfer", {"facts": {}, "forwarded_at": None}, None, "unseen"),
    "still to call back": ("callback", {"facts": {}}, "open", "open"),
    "called back": ("callback", {"facts": {}}, "done", "done"),
    "forgotten": ("callback", {"facts": {}}, None, "unseen"),
    "a price is words": ("price", {"facts": {}}, None, "words"),
    "what the reading found counts": (
        "booking:otherwise",
        {"facts": {"book_appointment": {"is_error": False}}},
        None,
        "otherwise",
    ),
    "a call back is closed by people": ("callback:open", {"facts": {}}, "done", "done"),
}


@pytest.mark.parametrize(("kind", "call", "follow_up", "expected"), DEEDS.values(), ids=DEEDS)
def test_what_became_of_a_promise(
    kind: str, call: dict[str, Any], follow_up: str | None, expected: str
) -> None:
    name, _, state = kind.partition(":")

    assert deed({"kind": name, "deed": {"state": state} if state else None}, call, follow_up) == expected


TURNS = [turn(1, "user", 0, 1000), turn(2, "agent", 2200, 3000), turn(3, "user", 4000, None)]
GAPS = {
    "by the transcript": (TURNS, {}, (), [Answer(2, 2200, 1200)]),
    "by the recording": (TURNS, {}, ({"position": 2, "gap_ms": 900},), [Answer(2, 2200, 900)]),
    "end of the question unknown": (
        [turn(1, "user", 0, None), turn(2, "agent", 2200, 3000)],
        {},
        (),
        [Answer(2, 2200, None)],
    ),
    "with phases": (
        TURNS,
        {"turn_phases": [{"model_ms": 700, "speech_ms": 300, "other": 5}]},
        (),
        [Answer(2, 2200, 1200, {"model_ms": 700, "speech_ms": 300})],
    ),
    "phases of other turns": (TURNS, {"turn_phases": [{}, {"model_ms": 700}]}, (), [Answer(2, 2200, 1200)]),
    "two of the agent in a row": ([turn(1, "agent", 0, 500), turn(2, "agent", 900, 1200)], {}, (), []),
}


@pytest.mark.parametrize(("turns", "facts", "gaps", "expected"), GAPS.values(), ids=GAPS)
def test_waiting_times(turns: Any, facts: Any, gaps: Any, expected: list[Answer]) -> None:
    assert answers_of(turns, facts, gaps) == expected


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        (Answer(2, 0, 1200, {"model_ms": 700}), 500),
        (Answer(2, 0, 1200), 1200),
        (Answer(2, 0, 600, {"model_ms": 700}), 0),
        (Answer(2, 0, None), None),
    ],
    ids=["a remainder", "no phases", "phases overlap", "unknown stays unknown"],
)
def test_what_no_phase_explains(answer: Answer, rest: int | None) -> None:
    assert answer.rest_ms == rest


def test_without_phases_all_is_said_to_be_unexplained() -> None:
    shown = answer_times([Answer(2, 2200, 1200)])

    assert "todo queda sin explicar" in words(shown)
    assert [
        part.className for part in parts(with_class(shown, "answer-bar")) if part.className != "answer-bar"
    ] == ["of-rest"]


def test_without_times_nothing_is_said() -> None:
    assert "Tiempos de espera desconocidos" in words(answer_times([Answer(2, 2200, None)]))


PLACED = {
    "known": ([turn(1, "user", 0, 900)], [("caller", 0, 900, False)]),
    "estimated by its words": ([turn(1, "agent", 100, None, "uno dos")], [("agent", 100, 860, True)]),
    "not beyond the next": (
        [turn(1, "agent", 0, None, "uno dos tres"), turn(2, "user", 500, 600)],
        [("agent", 0, 500, True), ("caller", 500, 600, False)],
    ),
    "without a time": ([turn(1, "agent", None, None)], []),
}


@pytest.mark.parametrize(("turns", "expected"), PLACED.values(), ids=PLACED)
def test_lanes_of_a_transcript(turns: Any, expected: list[tuple[str, int, int, bool]]) -> None:
    found = [(one["role"], one["start"], one["stop"], one["estimated"]) for one in place_turns(turns)]

    assert found == expected


STATES = {
    "none": ("completed", None, "none", "No hay grabación"),
    "while it runs": ("in_progress", {"status": "recording"}, "live", "cuando acabe la llamada"),
    "being stored": ("completed", {"status": "captured"}, "captured", "se está guardando"),
    "failed": ("completed", {"status": "failed", "reason": "disk_full"}, "failed", "disco"),
    "deleted": ("completed", {"status": "deleted", "reason": "asked"}, "deleted", "borr"),
    "stored": ("completed", {"status": "stored", "duration_ms": 9000}, "stored", ""),
}


@pytest.mark.parametrize(("status", "recording", "state", "why"), STATES.values(), ids=STATES)
def test_why_there_is_no_sound(status: str, recording: Any, state: str, why: str) -> None:
    call = {"id": "c", "status": status, "duration_seconds": 7}

    data = sound_data(call, [], {}, {}, recording, is_measured=False)

    assert data["state"] == state
    assert why in data["why"]
    assert data["duration_ms"] == (9000 if state == "stored" else 7000)


def test_findings_stand_where_their_proof_is() -> None:
    rules = {
        "promises": [{"kind": "booking", "evidence": [{"turn": 2, "start": 0, "end": 1}]}],
        "language_mismatch": [2],
        "notices": [{"kind": "ai", "heard": False, "evidence": []}],
    }
    ai = {
        "criteria": [{"criterion": "courtesy", "verdict": "failure", "citations": [{"turn": 1}, {"turn": 9}]}]
    }

    marks = sound_data({"id": "c", "status": "completed"}, TURNS, rules, ai, None, is_measured=False)["marks"]

    assert [(mark["ms"], mark["kind"]) for mark in marks] == [
        (0, "failure"),
        (2200, "promise"),
        (2200, "language"),
    ]


MARK = {"analysis_id": "a", "version": "1", "subject": "intent", "item": 0, "reviewer": "ana@example.com"}
CHOICES = (("x", "Equis"), ("y", "Griega"))


def test_marks_of_oneself_and_of_others() -> None:
    reviews = [MARK | {"reviewer_id": "me", "judged": "y"}, MARK | {"reviewer_id": "ana", "judged": "x"}]
    shown = Marks("a", "1", "me", True, reviews)("intent", said="x", choices=CHOICES)

    assert [mark.title for mark in with_class(shown, "is-on") if getattr(mark, "title", None)] == [
        "Incorrecto"
    ]
    assert [mark.title for mark in with_class(shown, "mark-of-others")] == ["Ana: Correcto"]


def test_marks_on_another_version_do_not_show() -> None:
    reviews = [MARK | {"reviewer_id": "me", "judged": "x"}]

    assert with_class(Marks("a", "2", "me", True, reviews)("intent", said="x"), "is-on") == []


def test_who_may_not_write_sees_marks_and_gives_none() -> None:
    reviews = [MARK | {"reviewer_id": "ana", "judged": "x"}]

    assert Marks("a", "1", "me", False, ())("intent", said="x") is None
    assert with_class(Marks("a", "1", "me", False, reviews)("intent", said="x"), "mark") == []


def test_a_hidden_number_has_no_history() -> None:
    from datetime import UTC, datetime

    assert "no hay historial" in words(caller_history(None, has_more=False, now=datetime.now(UTC)))
