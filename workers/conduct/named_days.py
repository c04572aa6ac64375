"""The grammar of days, over the signs of a turn: each rule reads what the rules before it have left. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workers.conduct.counted_days import RULES as COUNTED
from workers.conduct.counted_days import Days, start_of
from workers.conduct.feast_days import bridge, feast
from workers.conduct.months import RULES as MONTHS
from workers.conduct.signs import Said, Sign, letters_of
from workers.conduct.stretches import (
    DAY,
    SUNDAY,
    WEEK,
    coming_day,
    coming_weekday,
    monday_of,
    part_of_week,
    week,
)

AHEAD = {"t": 0, "x": 1, "X": 1, "y": 2}
READ = "#"


@dataclass(frozen=True, slots=True)
class Named:
    """Signs `first` to `last` (exclusive) name one of `days`; `kind` is what its rule reads, `weeks` how far off a week may be."""

    first: int
    last: int
    kind: str
    days: Days
    weeks: tuple[int, ...] = ()


def named_days(signs: list[Sign], today: date) -> list[Named]:
    """In the order in which they are said."""
    letters, found = letters_of(signs), []
    for kind, pattern, read in _RULES:
        for match in pattern.finditer(letters):
            said = Said(match, signs, today)
            days = read(said)
            if days:
                weeks = weeks_ahead(said) if kind == "week" else ()
                found.append(Named(match.start(), match.end(), kind, days, weeks))
            if days is not None:
                letters = letters[: match.start()] + READ * len(match[0]) + letters[match.end() :]
    return list(_settled(sorted(found, key=lambda one: one.first), today))


def _settled(found: list[Named], today: date) -> Iterator[Named]:
    """«La otra», «el otro», «the one after» follow what was named before them."""
    before: Named | None = None
    for one in found:
        if one.kind == "another":
            if before is None or before.kind not in ("week", "weekday"):
                continue
            weeks = tuple(ahead + 1 for ahead in before.weeks)
            days = tuple(day for ahead in weeks for day in week(today, ahead)) or tuple(
                day + WEEK for day in before.days
            )
            one = Named(one.first, one.last, before.kind, days, weeks)
        yield one
        before = one


def weeks_ahead(said: Said) -> tuple[int, ...]:
    """«La otra semana» is for some the next one, for some the one after."""
    letter = next((one for one in said.match[0] if one in "txXyz"), "")
    return (1, 2) if letter == "z" else (AHEAD[letter],)


def whole_week(said: Said) -> Days:
    return tuple(day for ahead in weeks_ahead(said) for day in week(said.today, ahead))


def past(_said: Said) -> Days:
    """«El lunes pasado», «last week»: nobody asks for it."""
    return ()


def another(said: Said) -> Days:
    """Settled when all is read."""
    return (said.today,)


def parted_week(said: Said) -> Days:
    letter = said.match[2] or said.match[3]
    return part_of_week(said.match[1], said.today, AHEAD.get(letter, 1) if letter else None)


def week_of_day(said: Said) -> Days:
    """«La semana del nueve», «the week of the 14th»."""
    month = said.optional(2)
    found = coming_day(said.sign(1).number, month.number if month else None, said.today)
    return tuple(day for day in week(monday_of(found), 0) if day >= said.today) if found else ()


def weekend(said: Said) -> Days:
    saturday = coming_weekday(5, said.today - DAY)
    if "y" in said.match[0] or (said.match[1] == "X" and said.today.weekday() < SUNDAY):
        saturday += WEEK
    return (saturday, saturday + DAY)


def weekday(said: Said) -> Days:
    """«Next Friday», said on a Tuesday, is the one of next week; «übernächsten» the one after either."""
    day = said.sign(2).number
    coming, which = coming_weekday(day, said.today), said.match[1] or said.match[3]
    is_this_week = day > said.today.weekday()
    if which == "y":
        return (coming + WEEK, coming + 2 * WEEK) if is_this_week else (coming + WEEK,)
    if which == "X" and said.match[1] and is_this_week:
        return (monday_of(said.today, 1) + DAY * day,)
    return (coming, coming + WEEK) if which == "z" else (coming,)


def relative(said: Said) -> Days:
    return (start_of(said.sign(1), said.today),)


def long_weekend(said: Said) -> Days:
    month, name = said.optional(1), said.optional(2)
    days = bridge(said.today, month.number if month else None, str(name.value) if name else "")
    return tuple(day for day in days if day >= said.today)


def feast_days(said: Said) -> Days:
    return tuple(day for day in feast(str(said.sign(1).value), said.today) if day >= said.today)


_RULES = [
    (kind, re.compile(pattern), read)
    for kind, pattern, read in (
        ("bridge", "q(?:[FTS]{0,2}(?:(M)|d?(H)))?", long_weekend),
        ("feast", "(H)", feast_days),
        ("week of a day", "w(?:F?T|GT?|_T|F)d?([no])(?:F?(M))?(?![wdmu])", week_of_day),
        *(("counted", pattern, read) for pattern, read in COUNTED),
        *MONTHS,
        ("past", "[rj][Wwme]|[Wwme]j", past),
        ("part of a week", "([bhl])[FTSi]{0,2}([txXyz]?)w([xXy]?)", parted_week),
        ("day", "(R),?T?W", relative),
        ("week", "[txXyz]w|w[xXyz]", whole_week),
        ("week", "(?<=W)F[TS](z)(?![wWmM])", whole_week),
        ("another", "(?<![a-zA-Z])[TS][zx](?=[,.?]|$)|(?<![a-zA-Z])wA(?=[,.?]|$)", another),
        ("weekend", "([txXy]?)e([xXy]?)", weekend),
        ("weekday", "([txXyz]?)(W)([xXyz]?)", weekday),
        ("day", "(R)", relative),
    )
]
