"""Which day and hour are meant, said on Wednesday 25 November 2026 at ten."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from workers.conduct.dates import resolve

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Madrid"))
THU, FRI, SAT, MON, TUE = (date(2026, 11, day) for day in (26, 27, 28, 30, 24))
WED_NEXT, FRI_NEXT = date(2026, 12, 2), date(2026, 12, 4)

CASES = {
    "mañana": (("mañana",), (THU,), None, None),
    "tomorrow morning": (("mañana por la mañana",), (THU,), "morning", None),
    "the day after": (("pasado mañana a las nueve",), (FRI,), None, time(9)),
    "a weekday": (("el viernes", "divendres", "on Friday", "am Freitag"), (FRI,), None, None),
    "the same weekday is in a week": (("el miércoles", "dimecres", "on Wednesday", "am Mittwoch"), (WED_NEXT,), None, None),
    "a weekday that is past is next week's": (("el martes", "dimarts"), (date(2026, 12, 1),), None, None),
    "in the afternoon": (("el jueves por la tarde", "dijous a la tarda", "Thursday afternoon", "Donnerstag Nachmittag"), (THU,), "afternoon", None),
    "in Catalan of the island": (("divendres horabaixa",), (FRI,), "afternoon", None),
    "the coming one": (("el viernes que viene", "divendres que ve"), (FRI,), None, None),
    "next Friday": (("next Friday", "nächsten Freitag"), (FRI_NEXT,), None, None),
    "next Monday is the coming one": (("next Monday", "nächsten Montag"), (MON,), None, None),
    "of next week": (("el viernes de la semana que viene", "Friday next week", "divendres de la setmana que ve", "Freitag nächster Woche"), (FRI_NEXT,), None, None),
    "next week": (("la semana que viene", "next week", "nächste Woche"), tuple(date(2026, 11, 30) if day == 0 else date(2026, 12, day) for day in range(6)), None, None),
    "one of two": (("el lunes o el martes", "dilluns o dimarts", "Monday or Tuesday", "Montag oder Dienstag"), (MON, date(2026, 12, 1)), None, None),
    "today": (("hoy", "avui", "today", "heute"), (date(2026, 11, 25),), None, None),
    "this afternoon": (("esta tarde",), (date(2026, 11, 25),), "afternoon", None),
    "this morning in German": (("heute morgen",), (date(2026, 11, 25),), None, None),
    "tomorrow in German": (("morgen früh", "morgen Vormittag"), (THU,), "morning", None),
    "a date": (("el 3 de diciembre", "el dia 3 de desembre", "on the 3rd of December", "am 3. Dezember", "December 3"), (date(2026, 12, 3),), None, None),
    "a date in words": (("el quince de enero", "el quinze de gener"), (date(2027, 1, 15),), None, None),
    "a date with its weekday": (("el jueves 3 de diciembre",), (date(2026, 12, 3),), None, None),
    "a day of the month": (("el día 4", "el dia quatre"), (FRI_NEXT,), None, None),
    "a day of the month that is past": (("el 20",), (date(2026, 12, 20),), None, None),
    "a date that there is not": (("el 31 de febrero",), None, None, None),
    "in some days": (("en tres días", "dentro de tres días", "in three days", "in drei Tagen", "d'aquí a tres dies"), (SAT,), None, None),
    "at nine": (("el jueves a las nueve", "dijous a les nou", "Thursday at nine", "Donnerstag um neun"), (THU,), None, time(9)),
    "half past": (("el jueves a las nueve y media", "dijous a les nou i mitja", "Thursday at half past nine", "Donnerstag um halb zehn", "dijous a dos quarts de deu"), (THU,), None, time(9, 30)),
    "a quarter to": (("el jueves a las diez menos cuarto", "Thursday at a quarter to ten", "Donnerstag um Viertel vor zehn", "dijous a tres quarts de deu"), (THU,), None, time(9, 45)),
    "a quarter past": (("el jueves a las ocho y cuarto", "dijous a les vuit i quart", "Thursday at quarter past eight", "Donnerstag um Viertel nach acht"), (THU,), None, time(8, 15)),
    "nobody comes at five in the morning": (("el jueves a las cinco", "Thursday at five"), (THU,), None, time(17)),
    "nine in the evening": (("el jueves a las nueve por la noche",), (THU,), "evening", time(21)),
    "four in the afternoon": (("el jueves a las cuatro de la tarde", "dijous a les quatre de la tarda"), (THU,), "afternoon", time(16)),
    "in digits": (("el jueves a las 9:15", "Thursday at 9.15"), (THU,), None, time(9, 15)),
    "with its clock word": (("Donnerstag neun Uhr dreißig",), (THU,), None, time(9, 30)),
    "no day": (("a las nueve", "cuando pueda", "por la mañana", "", "as soon as possible", "4817 JVS"), None, None, None),
}  # fmt: skip
TABLE = [
    pytest.param(text, days, part, at, id=f"{name}: {text}")
    for name, (texts, days, part, at) in CASES.items()
    for text in texts
]


@pytest.mark.parametrize(("text", "days", "part", "at"), TABLE)
def test_what_is_meant(text: str, days: tuple[date, ...] | None, part: str | None, at: time | None) -> None:
    found = resolve(text, NOW)

    assert (found and found.days) == days
    if found is not None:
        assert (found.part, found.at) == (part, at)


def test_days_are_counted_on_the_clock_of_the_business() -> None:
    late = datetime(2026, 11, 25, 23, 30, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo("Europe/Madrid"))

    found = resolve("mañana", late)

    assert found is not None
    assert found.days == (FRI,)


def test_a_quarter_of_a_megabyte_without_a_day_is_read_once() -> None:
    assert resolve("si no pero " * 22_000, NOW) is None
