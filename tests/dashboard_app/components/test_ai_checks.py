"""What is said of the checks that a model's answer went through."""

from typing import Any

import pytest
from dash import html

from dashboard_app.components.ai_checks import checks
from dashboard_app.components.ai_result import result_parts
from tests.dashboard_app.reading import links, words

CASES: dict[str, tuple[dict[str, Any], str]] = {
    "how many have proof": ({"proven": 7}, "citan palabras dichas: 7"),
    "claims without proof": (
        {"dropped": {"count": 3, "unproven": {"coaching": 2, "criteria": 1}, "foreign": {}}},
        "nada de lo dicho lo prueba: a mejorar (2), cómo lo hizo el agente (1)",
    ),
    "things that the business does not know": (
        {"dropped": {"count": 1, "unproven": {}, "foreign": {"services": 1}}},
        "no conoce tal cosa: servicios (1)",
    ),
    "more than anybody reads": (
        {"dropped": {"count": 9, "surplus": {"coaching": 9}}},
        "más de lo que nadie lee: a mejorar (9)",
    ),
    "figures that nobody said": (
        {"unsaid": {"summary": 2}},
        "que nadie dijo en la llamada: resumen (2)",
    ),
    "personal data was hidden": (
        {"masked": {"phone": 2, "plate": 1}, "is_masked": True},
        "teléfonos (2), matrículas (1)",
    ),
    "none was there": ({"masked": {}, "is_masked": True}, "ningún dato personal"),
    "it was sent": ({"masked": {}, "is_masked": False}, "tal como se dijo, con datos personales"),
    "an answer from before": ({"masked": {}}, ""),
    "orders were withheld": ({"withheld_turns": [4]}, "parece una orden a un programa"),
    "it was read in parts": ({"parts": 3}, "se leyó en 3 partes"),
    "it was read at once": ({"parts": 1}, ""),
    "nonsense": ({"dropped": [1], "masked": 3, "withheld_turns": "x", "proven": "many"}, ""),
}


@pytest.mark.parametrize(("results", "said"), CASES.values(), ids=CASES)
def test_checks_are_told(results: dict[str, Any], said: str) -> None:
    shown = words(html.Ul(checks(results)))

    assert said in shown
    assert bool(shown) == bool(said)


def test_a_withheld_turn_is_linked() -> None:
    assert links(html.Ul(checks({"withheld_turns": [4, 9]}))) == ["#turn-4", "#turn-9"]


def test_wish_jobs_and_the_callers_summary_are_shown() -> None:
    shown = result_parts(
        {
            "summary": "Pide cita.",
            "summary_caller_language": "Will einen Termin.",
            "intent": {
                "value": "book_appointment",
                "rationale": "lo pide",
                "citations": [{"turn": 2, "quote": "x"}],
            },
            "services": [{"value": "brakes", "citations": [{"turn": 3, "quote": "x"}]}],
        }
    )

    assert "Will einen Termin." in words(shown)
    assert "lo pide" in words(shown)
    assert links(html.Div(shown)) == ["#turn-2", "#turn-3"]


def test_a_wish_without_proof_says_so() -> None:
    assert "sin prueba" in words(
        result_parts({"intent": {"value": "complaint", "rationale": "", "citations": []}})
    )
