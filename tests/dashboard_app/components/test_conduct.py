"""How a call went beside what it was about."""

from typing import Any

import pytest
from dash import html

from dashboard_app.components.conduct import line_row, mishaps_row, requested_row
from dashboard_app.components.promises import promise_list
from tests.dashboard_app.reading import links, words

PROOF = [{"turn": 3, "start": 0, "end": 4, "quote": "x"}]
DAY = {"raw": "el viernes a las seis", "part": "afternoon", "at": "18:00", "evidence": PROOF}


def day(state: str, **more: Any) -> dict[str, Any]:
    return {**DAY, "days": [{"day": "2026-11-27", "state": state, **more}]}


ROWS: dict[str, Any] = {
    "an open day": (requested_row, day("open"), "viernes 27 nov abierto ese día"),
    "a feast": (requested_row, day("feast", feast="Fiesta local"), "festivo: cerrado  Fiesta local"),
    "outside the hours": (
        requested_row,
        day("outside_hours", hours=["08:00-13:00"]),
        "fuera del horario  08:00-13:00",
    ),
    "its words": (requested_row, day("unknown"), "por la tarde · 18:00 «el viernes a las seis»"),
    "a limit": (requested_row, {**day("unknown"), "limit": "from"}, "desde el viernes 27 nov"),
    "if not": (
        requested_row,
        {**day("open"), "otherwise": [{"day": "2026-11-30", "state": "closed"}]},
        "viernes 27 nov abierto ese día si no, lunes 30 nov cerrado ese día",
    ),
    "any day but one": (
        requested_row,
        {**day("open"), "excepted": ["2026-11-30"]},
        "viernes 27 nov abierto ese día o cualquier otro día menos lunes 30 nov",
    ),
    "a long stretch": (
        requested_row,
        {**DAY, "days": [{"day": f"2026-12-{one}", "state": "open"} for one in range(21, 32)]},
        "un día entre el lunes 21 dic y el jueves 31 dic",
    ),
    "asked again": (
        mishaps_row,
        {"repetitions": [{"topic": "plate", "turns": [2, 4], "loop": False}]},
        "Preguntado 2 veces: matrícula",
    ),
    "a loop": (
        mishaps_row,
        {"repetitions": [{"topic": "said:hola que tal", "turns": [2, 4, 6], "loop": True}]},
        "«hola que tal…»   en bucle",
    ),
    "misheard": (
        mishaps_row,
        {"contradictions": [{"entity": "plate", "turns": [2], "values": ["A", "B"]}]},
        "se corrigió: A → B",
    ),
    "two days": (
        mishaps_row,
        {"contradictions": [{"entity": "appointment", "turns": [2, 4], "values": ["1", "2"]}]},
        "dicho de dos maneras: 1 → 2",
    ),
    "two prices": (
        mishaps_row,
        {"contradictions": [{"entity": "price", "turns": [2, 4], "values": ["89", "1200"]}]},
        "El precio, dicho de dos maneras: 89,00\u00a0€ → 1.200,00\u00a0€",
    ),
    "a machine": (
        line_row,
        {"value": "machine", "by": "carrier"},
        "una máquina o música de espera  · por el operador",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows(name: str) -> None:
    make, found, said = ROWS[name]
    row = make(found)
    assert row is not None
    assert " ".join(said.split()) in " ".join(words(html.Div(row[1])).split())


def test_nothing_is_said_of_nothing() -> None:
    assert [requested_row({}), mishaps_row({}), line_row({"value": "person"}), line_row({})] == [None] * 4


def test_a_promise_that_was_done_otherwise_says_how() -> None:
    deed = {"state": "otherwise", "said": "2026-11-26 09:00", "done": "2026-11-27 10:30"}
    shown = promise_list(
        [{"kind": "booking", "text": "queda apuntado", "evidence": PROOF, "deed": deed}], {}, None
    )

    assert "Dicho: jueves 26 nov, 09:00. Hecho: viernes 27 nov, 10:30." in words(shown)
    assert links(shown) == ["#turn-3"]
