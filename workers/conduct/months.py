"""Dates and parts of months: «el 3 de diciembre», «am zwölften», «el quince o el dieciséis», «a finales de mes», «erste Maiwoche». Pure."""

from datetime import date

from workers.analysis.text import words_of
from workers.conduct.counted_days import Days, Reader
from workers.conduct.feast_days import days_between
from workers.conduct.signs import Said, Sign, values
from workers.conduct.stretches import (
    SUNDAY,
    Month,
    coming_day,
    month_after,
    part_of_month,
    week_of_month,
    weekday_of_month,
)

_AHEAD = {"t": (0,), "x": (1,), "X": (1,), "z": (1,), "y": (2,), "": (0, 1)}
_HALVES = {1: "first half", 2: "second half", 0: "second half"}
_MONTH = "(?:(M)|([txXyz]?)m([xXy]?))"
_OF = "[FTSi]{0,2}"
_SMALL, _LONGEST_RANGE = 3, 31
_BEFORE_SMALL = words_of("am den zum vom on") | {"on the"}
_AFTER_NUMBER = words_of(
    "me nos va puedo podria podriamos podemos seria estaria tengo vale perfecto esta hacia sobre cuando como que em mos puc tenc "
    "devers cap would works is suits wenn geht ginge passt ware um at"
)
"""What may follow the number of a day, beside the words that have a sign of their own."""


def months_meant(month: Sign | None, said: str, today: date) -> tuple[Month, ...]:
    """Those in which to look, the nearest first: «a principios de mes» is next month's when this one's is over."""
    if month is not None:
        ahead = (month.number - today.month) % 12
        return tuple(month_after((today.year, today.month), ahead + years) for years in (0, 12))
    return tuple(month_after((today.year, today.month), ahead) for ahead in _AHEAD[said])


def _month_of(said: Said) -> tuple[Month, ...]:
    return months_meant(said.optional(2), said.match[3] or said.match[4] or "", said.today)


def dates(said: Said) -> Days:
    """«El 3 o el 4 de diciembre»."""
    inside = said.inside
    month = next(values(inside, "M"))
    found = (coming_day(day, month, said.today) for day in values(inside, "no"))
    return tuple(day for day in found if day)


def date_after_month(said: Said) -> Days | None:
    """«December the third»."""
    return dates(said) if _may_end(said) else None


def date_in_numbers(said: Said) -> Days | None:
    """«El tres del doce», «am dritten zwölften»."""
    inside = said.inside
    day, month = values(inside, "no")
    if inside[-2].letter == "T" and inside[-2].value != "del":
        return None
    found = coming_day(day, month, said.today) if 1 <= month <= 12 else None
    return (found,) if found else ()


def days_from_to(said: Said) -> Days | None:
    """«Del quince al veinte», «vom 3. bis zum 5.»."""
    inside = said.inside
    first, last = values(inside, "no")
    begin = coming_day(first, None, said.today) if inside[0].value in ("del", "vom") else None
    end = coming_day(last, None, begin) if begin else None
    if begin is None or end is None or (inside[2].letter == "T" and inside[2].value != "al"):
        return None
    days = tuple(day for day in days_between(begin, end) if day.weekday() != SUNDAY)
    return days if len(days) <= _LONGEST_RANGE else None


def days_of_month(said: Said) -> Days | None:
    """«El día quince», «el 15», «am zwölften», «el quince o el dieciséis»."""
    inside = said.inside
    if said.match[1] != "d" and not (_is_announced(said) and _may_end(said)):
        return None
    found = (coming_day(day, None, said.today) for day in values(inside, "no"))
    return tuple(day for day in found if day)


def _is_announced(said: Said) -> bool:
    """«The 15th» is a day, «the fifteen» none; «on the second» is one, «el segundo», «der erste» may be anything."""
    article = str(said.sign(1).value)
    number = next(sign for sign in said.inside if sign.letter in "no")
    if number.letter == "n":
        return article not in ("the", "on the")
    return number.number > _SMALL or article in _BEFORE_SMALL or said.before in ("B", "A", "G", "U")


def _may_end(said: Said) -> bool:
    """Nothing follows that would make it a number of something: «el dos puertas», «el cuatro por cuatro», «el 15 por ciento»."""
    following, second = said.after(0), said.after(1)
    if following is None:
        return True
    if following.letter == "_":
        return str(following.value) in _AFTER_NUMBER
    if following.letter == "K":
        return second is None or not (second.letter == "n" or second.value == "ciento")
    return following.letter not in "nowdmfuH"


def weekday_with_number(said: Said) -> Days | None:
    """«Viernes cuatro» where that is a Friday; «Freitag elf» may be an hour."""
    weekday, day = said.inside[0].number, said.inside[-1].number
    found = coming_day(day, None, said.today)
    return (found,) if found and found.weekday() == weekday and _may_end(said) else None


def week_in_month(said: Said) -> Days:
    months = _month_of(said)
    return week_of_month(_count(said), months, said.today)


def half_month(said: Said) -> Days:
    half = _HALVES.get(_count(said))
    return part_of_month(half, _month_of(said), said.today) if half else ()


def weekday_in_month(said: Said) -> Days:
    wanted = said.signs[said.match.start(1) + 1].number
    return weekday_of_month(_count(said), wanted, _month_of(said), said.today)


def _count(said: Said) -> int:
    return 0 if said.match[1] in "rl" else said.sign(1).number


def month_part(said: Said) -> Days:
    return part_of_month(said.match[1], _month_of(said), said.today)


def whole_month(said: Said) -> Days:
    which = "".join(one for one in said.match[0] if one in "txXy")
    return part_of_month("", months_meant(said.optional(1), which, said.today), said.today)


RULES: list[tuple[str, str, Reader]] = [
    ("part of a month", f"([or])w{_OF}{_MONTH}", week_in_month),
    ("part of a month", f"([or])f{_OF}{_MONTH}", half_month),
    ("date", f"([orl])W{_OF}{_MONTH}", weekday_in_month),
    ("date", "(?:W,?T?)?(?:(?<![SB])[dT]*[no],?[OC,]T?)*[dT]*[no]F?T?M", dates),
    ("date", "(?<!i)MT?[no]", date_after_month),
    ("date", "T[no][TU]T?[no]", days_from_to),
    ("date", "(?:W,?T?)?(?<=[dTW])(?:nTn(?!u)|oo)", date_in_numbers),
    ("part of a month", f"([bhl]){_OF}{_MONTH}", month_part),
    ("date", "(?:W,?)?([dT])T?[no](?:,?[OC,]T?[no])*", days_of_month),
    ("date", "W[no]", weekday_with_number),
    ("month", "(?:[txX]|(?<=[iFKBAGU])T?)(M)|[txX]m|m[xX]", whole_month),
]
