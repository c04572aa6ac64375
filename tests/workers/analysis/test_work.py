"""The work of a reading grows with the call, not with its square: lines that are run are counted, no clock is asked."""

import sys
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workers.analysis import Transcript, Turn, analyse
from workers.analysis.transcript import Role
from workers.conduct.audit import Known, audited
from workers.hybrid.question import Case, prepare
from workers.prompts import load_prompt
from workers.sectors import load_sector

SECTOR, PROMPT = load_sector("workshop"), load_prompt("workshop")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Madrid"))
DIALOGUE = (
    "AutoBox Manacor, soy la asistente virtual. ¿En qué puedo ayudarle?",
    "Hola, soy Toni Riera, quiero pedir hora para los frenos el jueves por la tarde, si puede ser.",
    "¿Me dice la matrícula, por favor?",
    "Cuatro ocho uno siete jota uve ese, y mi teléfono es el seis cinco cinco, veinte, treinta y uno, cuarenta y ocho.",
    "El jueves tengo un hueco a las cinco. ¿Se lo reservo?",
    "No, mejor el viernes a las nueve. ¿Y cuánto me va a costar?",
    "Queda apuntado, viernes a las nueve. Son noventa euros.",
    "Vale, gracias.",
)
STRANGE = ("", " ", "🚗🔥 👩‍🔧 ¿?", "مرحبا أريد موعدا", "שלום", "汽车坏了", "\x00\u202e oder so", "x" * 300)


def transcript(texts: tuple[str, ...], count: int) -> Transcript:
    return Transcript(
        tuple(
            Turn(place, "user" if place % 2 else "agent", texts[place % len(texts)], place * 3000)
            for place in range(count)
        )
    )


def whole_reading(call: Transcript) -> dict[str, Any]:
    """By the rules, with its audit, and as it is put to a model."""
    reading = analyse(call, SECTOR)
    prepare(Case(call.turns, reading.entities, "es", "es"), SECTOR, PROMPT, 128_000)
    return audited(reading, call, SECTOR, Known({}, NOW, None, is_forwarded=False))


def lines_run(work: Callable[[], object]) -> int:
    """Every line of Python that runs, those inside comprehensions too."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "texts",
    [pytest.param(DIALOGUE, id="a dialogue"), pytest.param(STRANGE, id="emoji, other scripts, nothing")],
)
def test_twice_the_turns_are_twice_the_work(texts: tuple[str, ...]) -> None:
    small, large = transcript(texts, 160), transcript(texts, 320)
    whole_reading(small)  # what is compiled once is not counted

    once, twice = (lines_run(lambda call=call: whole_reading(call)) for call in (small, large))  # type: ignore[misc]

    assert twice < 2.2 * once


@pytest.mark.parametrize(
    ("role", "text"),
    [
        pytest.param("user", DIALOGUE[1], id="a wish"),
        pytest.param("user", DIALOGUE[3], id="digits and letters"),
        pytest.param("user", DIALOGUE[5], id="another day"),
        pytest.param("user", "El martes por la mañana no puedo, por la tarde sí. ", id="half a day refused"),
        pytest.param("user", "Si no, el jueves, no, perdón, el viernes. ", id="slips"),
        pytest.param("user", "1 ", id="one digit after another"),
        pytest.param("user", "1 2 no, 3 ", id="digits that are corrected"),
        pytest.param("user", "11 a 22 b 33 ", id="pieces of a telephone number"),
        pytest.param("user", "ana arroba mas punto com ", id="addresses"),
        pytest.param("user", "C3, ", id="a model that reads like a plate"),
        pytest.param("user", "Es un Peugeot dos mil ocho. ", id="a model that reads like a year"),
        pytest.param("user", "Soy Toni Riera, me llamo Marga Pons. ", id="names"),
        pytest.param("agent", DIALOGUE[6] + " ", id="promises, days and prices"),
    ],
)
def test_twice_the_words_in_a_turn_are_twice_the_work(role: Role, text: str) -> None:
    calls = [
        Transcript((Turn(0, "agent", f"{DIALOGUE[2]} ¿Y un teléfono?", 0), Turn(1, role, text * count, 0)))
        for count in (100, 200)
    ]
    whole_reading(calls[1])

    once, twice = (lines_run(lambda call=call: whole_reading(call)) for call in calls)  # type: ignore[misc]

    assert twice < 2.3 * once


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(transcript(DIALOGUE, 1000), id="a thousand turns"),
        pytest.param(transcript(STRANGE, 1000), id="a thousand strange turns"),
        pytest.param(
            Transcript((Turn(0, "user", DIALOGUE[5] * 4_000, 0),)), id="a quarter of a megabyte in one turn"
        ),
    ],
)
def test_a_huge_call_is_read_to_its_end(call: Transcript) -> None:
    found = whole_reading(call)

    assert found["version"]
    for one in found["promises"]:
        proof = one["evidence"][0]
        assert call.turns[proof["turn"]].text[proof["start"] : proof["end"]].startswith(proof["quote"])
