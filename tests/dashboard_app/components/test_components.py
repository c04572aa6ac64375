"""Components read stored JSON and rows; whatever stands there, they show something sensible."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dashboard_app.components.ai_panel import ai_panel
from dashboard_app.components.ai_result import result_parts
from dashboard_app.components.call_grid import grid_row
from dashboard_app.components.call_head import call_head
from dashboard_app.components.costs import cost_table, totals_of
from dashboard_app.components.findings import findings
from dashboard_app.components.proof import evidence_marks
from dashboard_app.components.shell import Place, Visitor, shell
from dashboard_app.components.states import skeleton
from dashboard_app.components.timeline import timeline
from dashboard_app.components.transcript import Mark, marked, transcript
from tests.dashboard_app.reading import links, parts, with_class, words

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CALL = {
    "id": "1",
    "status": "completed",
    "started_at": AT,
    "phone_number": "+34612480917",
    "duration_seconds": 94,
    "end_reason": "caller_hangup",
}


def pieces(*marks: Mark) -> list[str]:
    return [part if isinstance(part, str) else f"[{part.children}]" for part in marked("uno dos tres", marks)]


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        pytest.param([], ["uno dos tres"], id="none"),
        pytest.param([(0, 3)], ["[uno]", " dos tres"], id="at the start"),
        pytest.param([(8, 12)], ["uno dos ", "[tres]"], id="at the end"),
        pytest.param([(4, 7), (0, 3)], ["[uno]", " ", "[dos]", " tres"], id="in any order"),
        pytest.param([(0, 7), (4, 12)], ["[uno dos]", " tres"], id="overlapping"),
        pytest.param([(5, 99), (-1, 3), (4, 4)], ["uno dos tres"], id="impossible"),
    ],
)
def test_marks_cut_the_text(marks: list[tuple[int, int]], shown: list[str]) -> None:
    assert pieces(*(Mark(start, end, "intent", "") for start, end in marks)) == shown


def test_interrupted_agent_shows_what_was_not_heard() -> None:
    turn = {
        "position": 1,
        "role": "agent",
        "text": "Le puedo",
        "full_text": "Le puedo ofrecer",
        "is_interrupted": True,
        "started_ms": 61000,
    }

    shown = transcript([turn], {}, is_live=False)

    assert words(with_class(shown, "turn-unheard")) == " ofrecer"
    assert "interrumpido" in words(shown)
    assert "1:01" in words(shown)


def test_silent_call_says_so() -> None:
    assert "No se registró ninguna palabra" in words(transcript([], {}, is_live=False))
    assert "La llamada empieza…" in words(transcript([], {}, is_live=True))


BROKEN: list[dict[str, Any]] = [
    {"intent": None, "outcome": "abandoned", "services": "brakes", "entities": []},
    {
        "intent": {"value": 7, "evidence": [{"turn": "x"}]},
        "urgency": [],
        "promises": [None, {}],
        "talk": {"agent_ms": "much"},
    },
    {
        "entities": {"plate": None, "phone": {"value": 12}},
        "pauses": [{"duration_ms": None}, {"duration_ms": 9000}],
        "notices": [{}],
    },
    {
        "services": [{"value": None}, {"value": "time_travel"}],
        "secondary_intents": [{"value": "complaint"}],
        "sentiment": {"value": []},
    },
]


def notices_said(agent_ms: int, *, heard: bool = False) -> str:
    missing = [{"kind": kind, "heard": heard, "evidence": []} for kind in ("ai", "recording")]
    return words(findings({"notices": missing, "talk": {"agent_ms": agent_ms, "user_ms": 0}}))


def test_where_nobody_spoke_no_notice_is_missing() -> None:
    assert notices_said(0).count("no se dijo nada") == 2
    assert "no se dijo nada" not in notices_said(4000)
    assert "no se dijo nada" not in notices_said(0, heard=True)  # the carrier's voice said it


@pytest.mark.parametrize("results", BROKEN)
def test_odd_readings_do_not_break_the_page(results: dict[str, Any]) -> None:
    assert findings(results) is not None
    assert isinstance(evidence_marks(results), dict)


@pytest.mark.parametrize(
    "results",
    [
        {},
        {"sentences": [None], "criteria": [{"verdict": 3}], "sentiment": "bad"},
        {"follow_ups": [{}], "differences": [{}]},
    ],
)
def test_odd_answers_of_models_do_not_break_the_page(results: dict[str, Any]) -> None:
    assert isinstance(result_parts(results), list)


def test_answer_shows_all_its_sections() -> None:
    proof = [{"turn": 3, "quote": "x"}]
    results = {
        "summary": "Resumen.",
        "follow_ups": [{"text": "Llamar", "due": "mañana", "priority": "high", "citations": proof}],
        "criteria": [
            {
                "criterion": "honest",
                "verdict": "failure",
                "rationale": "Inventó un precio",
                "citations": proof,
            }
        ],
        "unresolved_needs": [{"text": "Factura", "citations": proof}],
        "sentiment": [{"moment": "end", "value": "positive", "citations": proof}],
        "differences": [
            {"field": "intent", "model": "complaint", "rules": "billing"},
            {"field": "services", "model": ["brakes"], "rules": []},
            {"field": "mileage_km", "model": "120000 km", "rules": "12000"},
            {"field": "phone", "model": "+34600111222", "rules": None},
            {"field": "plate", "model": "4817 jvs", "rules": "4817JVC"},
            {"field": "year", "model": "2018", "rules": "2008"},
        ],
    }

    said = words(result_parts(results))

    for text in (
        "Resumen.",
        "Llamar",
        "· mañana",
        "No promete lo que no puede saber",
        "Factura",
        "Positivo al final",
    ):
        assert text in said
    for difference in (
        "Motivo: el modelo dice Queja; las reglas, Factura o garantía",
        "el modelo dice 120.000; las reglas, 12.000",
        "el modelo dice 600 11 12 22; las reglas, –",
        "el modelo dice 4817JVS; las reglas, 4817JVC",
        "el modelo dice 2018; las reglas, 2008",
    ):
        assert difference in said
    assert links(result_parts(results)) == ["#turn-3"] * 4


@pytest.mark.parametrize(
    ("lines", "total"),
    [
        pytest.param([("0.0123", "known")], "0,0123 €", id="known"),
        pytest.param([("0.5", "known"), ("1.25", "estimated")], "≈ 1,75 €", id="estimated"),
        pytest.param([("0.5", "known"), (None, "unknown")], "≥ 0,50 €", id="a part is unknown"),
        pytest.param([(None, "unknown")], "–", id="all unknown, never zero"),
    ],
)
def test_totals_say_how_sure_they_are(lines: list[tuple[str | None, str]], total: str) -> None:
    rows = [
        {
            "kind": "carrier_call",
            "amount": Decimal(amount) if amount else None,
            "certainty": certainty,
            "currency": "EUR",
        }
        for amount, certainty in lines
    ]

    assert [text.replace("\xa0", " ") for text in totals_of(rows)] == [total]
    assert "Línea telefónica" in words(cost_table(rows))


def test_no_costs_are_said_to_come() -> None:
    assert "Aún sin costes" in words(cost_table([]))


def test_timeline_takes_events_and_leaves_out_steps() -> None:
    events = [
        {"event_type": "call.started", "data": {}, "created_at": AT},
        {"event_type": "analysis.progress", "data": {"step": "asked"}, "created_at": AT},
        {
            "event_type": "analysis.completed",
            "data": {"analysis_type": "ai"},
            "created_at": AT + timedelta(seconds=3),
        },
        {
            "event_type": "call.forwarded",
            "data": {"forwarded_to": "+34600999888"},
            "created_at": AT + timedelta(seconds=1),
        },
    ]

    lines = [words(line) for line in timeline(CALL, events).children]

    assert [line.split(" ", 1)[1] for line in lines] == [
        "Suena el teléfono",
        "La llamada pasa a una persona: 600 99 98 88",
        "Análisis listo (IA)",
    ]


def test_timeline_of_a_call_without_events_comes_from_its_facts() -> None:
    lines = words(timeline({**CALL, "ended_at": AT + timedelta(seconds=94)}, []))

    assert "Termina la llamada: Colgó quien llamaba" in lines


def test_timeline_says_that_a_person_hung_up() -> None:
    told = {"end_reason": "agent_hangup", "ended_by": "staff"}
    events = [{"event_type": "call.ended", "data": told, "created_at": AT}]

    assert "Colgó una persona del equipo" in words(timeline(CALL, events))


def test_head_of_a_foreign_forwarded_call() -> None:
    call = {
        **CALL,
        "phone_number": "+49151234567",
        "language": "de",
        "direction": "outbound",
        "forwarded_to": "+34600999888",
        "agent_name": "Marta",
    }

    said = words(call_head(call, now=AT + timedelta(days=1)))

    for text in ("+49 151234567", "Alemán", "Saliente", "Marta", "600 99 98 88", "ayer, 10:00"):
        assert text in said


@pytest.mark.parametrize(
    ("number", "dials"), [("+34612480917", ["tel:+34612480917"]), ("anonymous", []), (None, [])]
)
def test_the_head_of_a_call_dials_its_number(number: str | None, dials: list[str]) -> None:
    assert links(call_head({**CALL, "phone_number": number}, now=AT)) == dials


@pytest.mark.parametrize(
    ("call", "ends", "result"),
    [
        ({"status": "in_progress"}, "live", "En curso"),
        ({"status": "failed", "end_reason": "agent_failed"}, "missed", "El agente falló durante la llamada"),
        ({"outcome": "abandoned"}, "abandoned", "Abandonada"),
        ({"outcome": "information_given"}, "served", "Información dada"),
        ({}, "unread", "Colgó quien llamaba"),
        ({"end_reason": "agent_hangup"}, "unread", "El agente se despidió"),
        ({"end_reason": "agent_hangup", "ended_by": "staff"}, "unread", "Colgó una persona del equipo"),
        (
            {
                "status": "failed",
                "end_reason": "agent_unreachable",
                "duration_seconds": 0,
                "outcome": "abandoned",
            },
            "missed",
            "No se pudo contactar con el agente",
        ),
    ],
)
def test_rows_of_the_grid_say_how_calls_end(call: dict[str, Any], ends: str, result: str) -> None:
    row = grid_row({**CALL, **call}, now=AT)

    assert (row["ends"], row["result"]) == (ends, result)


@pytest.mark.parametrize(
    ("is_over", "has_turns", "may_start", "said"),
    [
        (False, True, True, "cuando termine"),
        (True, False, True, "no se dijo nada"),
        (True, True, True, "Analizar con IA"),
        (True, True, False, "Resumen"),
    ],
)
def test_invitation_says_why_not(is_over: bool, has_turns: bool, may_start: bool, said: str) -> None:
    assert said in words(ai_panel(None, is_over=is_over, has_turns=has_turns, may_start=may_start))


def test_queued_analysis_waits_for_its_turn() -> None:
    shown = ai_panel({"status": "queued", "progress": 0}, is_over=True, has_turns=True, may_start=True)

    assert "Esperando su turno" in words(shown)


def test_shell_says_what_is_simulated_and_who_is_here() -> None:
    framed = shell(
        Visitor("ana.torres@taller.es", "admin", "es", ("carrier", "model")),
        [Place("/jobs/", "Jobs", "list-task", is_page=False)],
        [],
    )

    said = words(framed)
    assert "línea telefónica, modelo de lenguaje" in said
    assert "Ana Torres" in said
    assert "Administrador" in said
    assert any(getattr(part, "action", None) == "/logout" for part in parts(framed))


def test_nothing_simulated_no_banner() -> None:
    assert with_class(shell(Visitor("a@b.es", "staff", "es"), [], []), "banner") == []


def test_every_role_is_led_to_its_own_account() -> None:
    assert "/settings" in links(shell(Visitor("a@b.es", "staff", "es"), [], []))


def test_what_is_under_way_keeps_its_place() -> None:
    assert skeleton(40).style == {"height": "40px"}
