"""Which figures and addresses of a text come from the call."""

import pytest

from tests.workers.conftest import SAID
from workers.golden import read_calls
from workers.hybrid.free_texts import harmless
from workers.hybrid.unsaid import Said
from workers.sectors import template_folder

CALL = (
    *(text for _role, text in SAID),
    "El precio es de ciento veinte euros más IVA; tiene noventa y ocho mil kilómetros y es de dos mil dieciocho.",
    "Escriba a taller arroba autobox punto es, o a www.autobox.es.",
    "Mi teléfono es seis cero cero, tres cuatro cinco, seis siete ocho.",
    "Son 89,90 euros, o el cincuenta por ciento.",
)
SPELT = "cuatro, ocho, uno, ocho, be, ce, de"
"""A plate that the rules have understood as one."""


@pytest.mark.parametrize(
    "text",
    [
        "Quiere cambiar el aceite de su Seat, matrícula 4817-JVS, el jueves a las 8:15.",
        "Matrícula 4818BCD.",
        "Teléfono 600111222, +34 600 111 222 o 0034600111222.",
        "tel. 600-345-678",
        "Cuesta 120 € más IVA y tiene 98.000 km.",
        "Un coche de 2018 con 98000 km.",
        "Cuesta ciento veinte euros.",
        "Cuesta 89,90 €, un 50 % menos.",
        "La cita es el 27/11/2026 de 10:30 a 12:45.",
        "Le mandan el presupuesto a taller@autobox.es (https://www.autobox.es/).",
        "En este punto es mejor esperar; data: dijous.",
        "[PHONE_1] y [PLATE_2]",
        "Llamó 2 veces y esperó 15 minutos.",
        "",
    ],
)
def test_what_comes_from_the_call_is_kept(text: str) -> None:
    assert said().without_unsaid(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Pague en http://evil.example/x?c=1 ya", "Pague en […] ya", id="a link"),
        pytest.param("Vea evil.com", "Vea […]", id="a domain"),
        pytest.param("Vea autobox.es.evil.com", "Vea […]", id="a domain that begins like one of the call"),
        pytest.param("Vea autobox.es/evil", "Vea […]", id="a path that nobody said"),
        pytest.param("Vea evil punto com", "Vea […]", id="a domain in words"),
        pytest.param("Vea evil[.]com", "Vea […]", id="a domain in disguise"),
        pytest.param("javascript:alert(1)", "[…]", id="a script"),
        pytest.param("Escriba a jefe@evil.es", "Escriba a […]", id="an e-mail address"),
        pytest.param("Llame al 806 123 456", "Llame al […]", id="a telephone"),
        pytest.param("Llame al 8-0-6-1-2-3", "Llame al […]", id="digit by digit"),
        pytest.param("Llame al 806·123·456", "Llame al […]", id="with other signs between"),
        pytest.param("Llame al 600 111 223", "Llame al […]", id="one digit is another"),
        pytest.param("ocho cero seis uno dos tres cuatro cinco seis", "[…]", id="a telephone in words"),
        pytest.param("Devuélvale 500 €.", "Devuélvale […].", id="an amount"),
        pytest.param("Pay €1,250 now", "Pay […] now", id="an amount in front"),
        pytest.param("Devuélvale quinientos euros.", "Devuélvale […].", id="an amount in words"),
        pytest.param("Ein Rabatt von 75 Prozent", "Ein Rabatt von […]", id="a share"),
        pytest.param("Matrícula 1234 BCD", "Matrícula […]", id="a plate"),
        pytest.param("IBAN ES91 2100 0418 4502 0005 1332.", "IBAN […].", id="an account"),
        pytest.param("Tiene 15.000 km", "Tiene […] km", id="a large number"),
    ],
)
def test_what_nobody_said_is_withheld(text: str, kept: str) -> None:
    assert said().without_unsaid(text) == (kept, 1)


@pytest.mark.parametrize("sector", ["workshop", "dental-clinic", "hair-salon", "restaurant"])
def test_a_text_in_the_words_of_the_call_is_never_touched(sector: str) -> None:
    for call in read_calls(template_folder(sector) / "golden.jsonl"):
        texts = [turn["message"] or "" for turn in call.call["transcript"]]
        found = Said.of(texts)
        assert [found.without_unsaid(harmless(text))[1] for text in texts] == [0] * len(texts), call.id


def said() -> Said:
    return Said.of((*CALL, SPELT), ["4818BCD"])
