import pytest

from dashboard_app.quotes import MAX_CHARACTERS, request_in_words

LONG = "Querría cita para el coche " + "porque hace un ruido muy raro " * 8


@pytest.mark.parametrize(
    ("said", "quote", "shown"),
    [
        pytest.param("Hola. Quería pedir cita. Es para los frenos.", "pedir cita", "Quería pedir cita. Es para los frenos.", id="from its sentence on"),
        pytest.param("¿Me podríais dar cita para el martes?", "Me podríais dar cita", "¿Me podríais dar cita para el martes?", id="one sentence"),
        pytest.param(None, "quant costa", "quant costa", id="the turn is gone"),
        pytest.param("La transcripción cambió.", "quant costa", "quant costa", id="the turn has other words now"),
        pytest.param("Hola, buenos días.", "", "", id="no quote"),
        pytest.param(f"Wie teuer ist das? {'Ich frage nur. ' * 9}".strip(), "Wie teuer", f"Wie teuer ist das? {'Ich frage nur. ' * 8}".strip(), id="whole sentences that fit"),
    ],
)  # fmt: skip
def test_request_in_words(said: str | None, quote: str, shown: str) -> None:
    assert request_in_words(said, {"quote": quote}) == shown


def test_a_long_sentence_ends_between_words() -> None:
    shown = request_in_words(LONG, {"quote": "Querría cita"})
    assert shown.endswith("…")
    assert len(shown) <= MAX_CHARACTERS + 1
    assert LONG.startswith(shown.removesuffix("…"))
    assert LONG[len(shown) - 1] == " "


def test_a_long_quote_is_never_cut() -> None:
    assert LONG.strip() in request_in_words(LONG.strip() + " sin parar y sin motivo", {"quote": LONG.strip()})
