"""Dates and parts of months: «el 3 de diciembre», «am zwölften», «el quince o el dieciséis», «a finales de mes», «erste Maiwoche». Pure."""

from datetime import date

from workers.analysis.text import words_of
from workers.conduct.counted_days import Days, Reader
from workers.conduct.feast_days import days_between
from workers.conduct.stretches import (
    SUNDAY,
    Month,
    coming_day,
    month_after,
    part_of_month,
    week_of_month,
    weekday_of_month,
)
from workers.conduct.tokens import RuleMatch, Token, values

_AHEAD = {"t": (0,), "x": (1,), "X": (1,), "z": (1,), "y": (2,), "": (0, 1)}
_HALVES = {1: "first half", 2: "second half", 0: "second half"}
_MONTH = "(?:(M)|([txXyz]?)m([xXy]?))"
_OF = "[FTSi]{0,2}"
_SMALL, _MAX_RANGE_DAYS = 3, 31
_BEFORE_SMALL = words_of("am den zum vom on") | {"on the"}
_AFTER_NUMBER = words_of(
    "me nos va puedo podria podriamos podemos seria estaria tengo vale perfecto esta hacia sobre cuando como que em mos puc tenc "
    "devers cap would works is suits wenn geht ginge passt ware um at"
)
"""Words that may follow a day number, apart from those with a token of their own."""


def months_meant(month: Token | None, matched: str, today: date) -> tuple[Month, ...]:
    """The months to search, nearest first: «a principios de mes» means next month once this month's beginning is over."""
    if month is not None:
        ahead = (month.number - today.month) % 12
        return tuple(month_after((today.year, today.month), ahead + years) for years in (0, 12))
    return tuple(month_after((today.year, today.month), ahead) for ahead in _AHEAD[matched])


def _month_of(matched: RuleMatch) -> tuple[Month, ...]:
    return months_meant(matched.optional(2), matched.match[3] or matched.match[4] or "", matched.today)


def dates(matched: RuleMatch) -> Days:
    """«El 3 o el 4 de diciembre»."""
    inside = matched.inside
    month = next(values(inside, "M"))
    found = (coming_day(day, month, matched.today) for day in values(inside, "no"))
    return tuple(day for day in found if day)


def date_after_month(matched: RuleMatch) -> Days | None:
    """«December the third»."""
    return dates(matched) if _may_end(matched) else None


def date_in_numbers(matched: RuleMatch) -> Days | None:
    """«El tres del doce», «am dritten zwölften»."""
    inside = matched.inside
    day, month = values(inside, "no")
    if inside[-2].letter == "T" and inside[-2].value != "del":
        return None
    found = coming_day(day, month, matched.today) if 1 <= month <= 12 else None
    return (found,) if found else ()


def days_from_to(matched: RuleMatch) -> Days | None:
    """«Del quince al veinte», «vom 3. bis zum 5.»."""
    inside = matched.inside
    first, last = values(inside, "no")
    begin = coming_day(first, None, matched.today) if inside[0].value in ("del", "vom") else None
    end = coming_day(last, None, begin) if begin else None
    if begin is None or end is None or (inside[2].letter == "T" and inside[2].value != "al"):
        return None
    days = tuple(day for day in days_between(begin, end) if day.weekday() != SUNDAY)
    return days if len(days) <= _MAX_RANGE_DAYS else None


def days_of_month(matched: RuleMatch) -> Days | None:
    """«El día quince», «el 15», «am zwölften», «el quince o el dieciséis»."""
    inside = matched.inside
    if matched.match[1] != "d" and not (_is_announced(matched) and _may_end(matched)):
        return None
    found = (coming_day(day, None, matched.today) for day in values(inside, "no"))
    return tuple(day for day in found if day)


def _is_announced(matched: RuleMatch) -> bool:
    """«The 15th» is a day, «the fifteen» is not; «on the second» is a day, «el segundo» and «der erste» may be anything."""
    article = str(matched.token(1).value)
    number = next(token for token in matched.inside if token.letter in "no")
    if number.letter == "n":
        return article not in ("the", "on the")
    return number.number > _SMALL or article in _BEFORE_SMALL or matched.before in ("B", "A", "G", "U")


def _may_end(matched: RuleMatch) -> bool:
    """Nothing follows that would make it a quantity: «el dos puertas», «el cuatro por cuatro», «el 15 por ciento»."""
    following, second = matched.after(0), matched.after(1)
    if following is None:
        return True
    if following.letter == "_":
        return str(following.value) in _AFTER_NUMBER
    if following.letter == "K":
        return second is None or not (second.letter == "n" or second.value == "ciento")
    return following.letter not in "nowdmfuH"


def weekday_with_number(matched: RuleMatch) -> Days | None:
    """«Viernes cuatro» if the fourth is a Friday; «Freitag elf» may be an hour."""
    weekday, day = matched.inside[0].number, matched.inside[-1].number
    found = coming_day(day, None, matched.today)
    return (found,) if found and found.weekday() == weekday and _may_end(matched) else None


def week_in_month(matched: RuleMatch) -> Days:
    months = _month_of(matched)
    return week_of_month(_count(matched), months, matched.today)


def half_month(matched: RuleMatch) -> Days:
    half = _HALVES.get(_count(matched))
    return part_of_month(half, _month_of(matched), matched.today) if half else ()


def weekday_in_month(matched: RuleMatch) -> Days:
    wanted = matched.tokens[matched.match.start(1) + 1].number
    return weekday_of_month(_count(matched), wanted, _month_of(matched), matched.today)


def _count(matched: RuleMatch) -> int:
    return 0 if matched.match[1] in "rl" else matched.token(1).number


def month_part(matched: RuleMatch) -> Days:
    return part_of_month(matched.match[1], _month_of(matched), matched.today)


def whole_month(matched: RuleMatch) -> Days:
    which = "".join(one for one in matched.match[0] if one in "txXy")
    return part_of_month("", months_meant(matched.optional(1), which, matched.today), matched.today)


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
