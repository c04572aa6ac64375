"""Days that are counted from today or from a weekday: «en quince días», «d'avui en vuit», «Thursday week», «dentro de dos viernes». Pure."""

from collections.abc import Callable
from datetime import date

from workers.conduct.signs import Said, Sign
from workers.conduct.stretches import DAY, WEEK, coming_weekday, months_later

Days = tuple[date, ...]
Reader = Callable[[Said], Days | None]
"""None where the words name no day after all, nothing where the day that they name does not exist."""
_FURTHEST_DAYS, _MOST_MONTHS, _MOST_WEEKS = 370, 12, 10
_IDIOMS = {8: 7, 15: 14}
"""«Ocho días», «acht Tage» are a week, «quince días», «vuit dies» likewise; English counts them."""
_ENGLISH = frozenset({"day", "days"})


def start_of(sign: Sign, today: date) -> date:
    return coming_weekday(sign.number, today) if sign.letter == "W" else today + DAY * sign.number


def counted_from(said: Said) -> Days | None:
    """«Heute in acht Tagen», «d'avui en vuit», «Montag in zwei Wochen»: day, number, unit."""
    return added(start_of(said.sign(1), said.today), said.sign(2).number, said.optional(3))


def counted_to(said: Said) -> Days | None:
    """«A week on Monday», «three weeks today»: number, unit, day."""
    start = said.optional(3)
    return added(start_of(start, said.today) if start else said.today, said.sign(1).number, said.sign(2))


def counted_now(said: Said) -> Days | None:
    """«En quince días», «in einer Woche», «d'aquí a un mes»: number, unit."""
    return added(said.today, said.sign(1).number, said.sign(2))


def week_after(said: Said) -> Days | None:
    """«Thursday week», «tomorrow week», «Monday fortnight»."""
    return added(start_of(said.sign(1), said.today), 1, said.sign(2))


def nth_weekday(said: Said) -> Days | None:
    """«Dentro de dos viernes»."""
    count = said.sign(1).number
    return (
        (coming_weekday(said.sign(2).number, said.today) + WEEK * (count - 1),)
        if 1 <= count <= _MOST_WEEKS
        else None
    )


def added(start: date, count: int, unit: Sign | None) -> Days | None:
    """Without a unit only «en ocho» and «en quince» are days."""
    if unit is None:
        return (start + DAY * _IDIOMS[count],) if count in _IDIOMS else None
    if unit.letter == "m":
        return (months_later(start, count),) if count <= _MOST_MONTHS else ()
    days = count if unit.value in _ENGLISH else _IDIOMS.get(count, count)
    ahead = DAY * days if unit.letter == "d" else WEEK * count * (2 if unit.letter == "f" else 1)
    return (start + ahead,) if ahead.days <= _FURTHEST_DAYS else ()


RULES: list[tuple[str, Reader]] = [
    ("F?(R)i([na])([wdmf])?(?!u)", counted_from),
    ("(W),?i([na])([wdmf])?(?!u)", counted_from),
    ("([na])([wf]),?T?([WR])", counted_to),
    ("([na])([wdmf])GT?([WR])", counted_to),
    ("([na])([wdmf])G_()", counted_to),
    ("([WR])([wf])(?![xX])", week_after),
    ("i(n)(W)", nth_weekday),
    ("i([na])([wdmf])", counted_now),
]
