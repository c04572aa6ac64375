"""Hours that answer an offer. The call is of Wednesday 25 November 2026."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import analyse
from workers.conduct.audit import Known, audited
from workers.sectors import load_sector

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Madrid"))


def wanted(*lines: str) -> dict[str, Any] | None:
    transcript, sector = call(GREETING, *lines), load_sector("workshop")
    reading = audited(
        analyse(transcript, sector), transcript, sector, Known({}, NOW, None, is_forwarded=False)
    )
    found: dict[str, Any] | None = reading["requested"]
    return found


def when(*lines: str) -> tuple[list[str], str | None] | None:
    found = wanted(*lines)
    return ([one["day"] for one in found["days"]], found["at"]) if found else None


@pytest.mark.parametrize(
    ("offer", "answer", "day", "at"),
    [
        pytest.param("Tengo hueco pasado mañana a las nueve o el mismo día a las once y media. ¿Qué le viene mejor?",
                     "A las nueve me va bien.", "2026-11-27", "09:00", id="es, one day, two hours"),
        pytest.param("Puedo ofrecerle el lunes a las nueve o el martes a las once.",
                     "mejor a las once", "2026-12-01", "11:00", id="es, the second day"),
        pytest.param("El jueves tengo sitio a las diez.", "¿y a las doce?", "2026-11-26", "12:00", id="es, another hour of it"),
        pytest.param("Le puc oferir dilluns a les nou o a les dotze.", "a les dotze, si pot ser", "2026-11-30", "12:00", id="ca"),
        pytest.param("Ich hätte am Montag um neun oder am Dienstag um elf Uhr.", "um elf Uhr passt mir", "2026-12-01", "11:00", id="de"),
        pytest.param("I have Monday at nine or Tuesday at eleven.", "at eleven would be great", "2026-12-01", "11:00", id="en"),
        pytest.param("¿Le va bien el viernes, por la mañana o por la tarde?", "por la tarde", "2026-11-27", None, id="a part of the day"),
    ],
)  # fmt: skip
def test_an_hour_is_one_of_the_offered_day(offer: str, answer: str, day: str, at: str | None) -> None:
    assert when("u: quería cita para los frenos", f"a: {offer}", f"u: {answer}") == ([day], at)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("a: ¿A qué hora le va bien?", "u: a las nueve"), id="no day was offered"),
        pytest.param(("a: Tengo el lunes a las nueve o el martes a las once.", "u: a las cinco"), id="which day?"),
        pytest.param(("a: El lunes tengo sitio.", "u: no sé", "a: ¿A qué hora?", "u: a las nueve"), id="long ago"),
    ],
)  # fmt: skip
def test_what_is_left_open_stays_open(lines: tuple[str, ...]) -> None:
    assert when("u: quería cita para los frenos", *lines) is None


def test_an_hour_of_both_days_is_both() -> None:
    found = when("u: quería cita", "a: Tengo el lunes a las nueve o el martes a las nueve.", "u: a las nueve")

    assert found == (["2026-11-30", "2026-12-01"], "09:00")


def test_an_offer_may_take_two_turns() -> None:
    found = when("u: quería cita", "a: El lunes tengo sitio.", "a: ¿Qué hora prefiere?", "u: a las nueve")

    assert found == (["2026-11-30"], "09:00")


@pytest.mark.parametrize(
    ("answer", "day", "part"),
    [
        pytest.param("el martes por la mañana no puedo, por la tarde sí", "2026-12-01", "afternoon", id="es"),
        pytest.param("dimarts al matí no puc, a la tarda sí", "2026-12-01", "afternoon", id="ca"),
        pytest.param(
            "Dienstag Vormittag kann ich nicht, nachmittags schon", "2026-12-01", "afternoon", id="de"
        ),
        pytest.param("Tuesday morning I can't, but the afternoon works", "2026-12-01", "afternoon", id="en"),
    ],
)
def test_the_other_half_of_a_day_is_wanted_on_that_day(answer: str, day: str, part: str) -> None:
    found = wanted("u: una cita", "a: ¿Qué día le va bien?", "u: " + answer)

    assert found is not None
    assert ([one["day"] for one in found["days"]], found["part"]) == ([day], part)
