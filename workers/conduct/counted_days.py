"""Days counted from today or from a weekday: «en quince días», «d'avui en vuit», «Thursday week», «dentro de dos viernes». Pure."""

from collections.abc import Callable
from datetime import date

from workers.conduct.stretches import DAY, WEEK, coming_weekday, months_later
from workers.conduct.tokens import RuleMatch, Token

Days = tuple[date, ...]
Reader = Callable[[RuleMatch], Days | None]
"""None if the words turn out not to name a day; empty if the day they name does not exist."""
_MAX_DAYS, _MAX_MONTHS, _MAX_WEEKS = 370, 12, 10
_IDIOMS = {8: 7, 15: 14}
"""«Ocho días», «acht Tage», «vuit dies» mean one week and «quince días» two; English counts literally."""
_ENGLISH = frozenset({"day", "days"})


def start_of(token: Token, today: date) -> date:
    return coming_weekday(token.number, today) if token.letter == "W" else today + DAY * token.number


def counted_from(matched: RuleMatch) -> Days | None:
    """«Heute in acht Tagen», «d'avui en vuit», «Montag in zwei Wochen»: day, number, unit."""
    return added(start_of(matched.token(1), matched.today), matched.token(2).number, matched.optional(3))


def counted_to(matched: RuleMatch) -> Days | None:
    """«A week on Monday», «three weeks today»: number, unit, day."""
    start = matched.optional(3)
    return added(
        start_of(start, matched.today) if start else matched.today, matched.token(1).number, matched.token(2)
    )


def counted_now(matched: RuleMatch) -> Days | None:
    """«En quince días», «in einer Woche», «d'aquí a un mes»: number, unit."""
    return added(matched.today, matched.token(1).number, matched.token(2))


def week_after(matched: RuleMatch) -> Days | None:
    """«Thursday week», «tomorrow week», «Monday fortnight»."""
    return added(start_of(matched.token(1), matched.today), 1, matched.token(2))


def nth_weekday(matched: RuleMatch) -> Days | None:
    """«Dentro de dos viernes»."""
    count = matched.token(1).number
    return (
        (coming_weekday(matched.token(2).number, matched.today) + WEEK * (count - 1),)
        if 1 <= count <= _MAX_WEEKS
        else None
    )


def added(start: date, count: int, unit: Token | None) -> Days | None:
    """Without a unit, only «en ocho» and «en quince» mean days."""
    if unit is None:
        return (start + DAY * _IDIOMS[count],) if count in _IDIOMS else None
    if unit.letter == "m":
        return (months_later(start, count),) if count <= _MAX_MONTHS else ()
    days = count if unit.value in _ENGLISH else _IDIOMS.get(count, count)
    ahead = DAY * days if unit.letter == "d" else WEEK * count * (2 if unit.letter == "f" else 1)
    return (start + ahead,) if ahead.days <= _MAX_DAYS else ()


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
