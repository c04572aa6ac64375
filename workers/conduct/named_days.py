"""The grammar of days over a turn's tokens: each rule reads what the previous rules have left. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workers.conduct.counted_days import RULES as COUNTED
from workers.conduct.counted_days import Days, start_of
from workers.conduct.feast_days import bridge, feast
from workers.conduct.months import RULES as MONTHS
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
from workers.conduct.tokens import RuleMatch, Token, letters_of

AHEAD = {"t": 0, "x": 1, "X": 1, "y": 2}
READ = "#"


@dataclass(frozen=True, slots=True)
class Named:
    """Tokens `first` to `last` (exclusive) name `days`; `kind` is the rule's subject, `weeks` how many weeks ahead a named week may be."""

    first: int
    last: int
    kind: str
    days: Days
    weeks: tuple[int, ...] = ()


def named_days(tokens: list[Token], today: date) -> list[Named]:
    """In the order in which they were said."""
    letters, found = letters_of(tokens), []
    for kind, pattern, read in _RULES:
        for match in pattern.finditer(letters):
            matched = RuleMatch(match, tokens, today)
            days = read(matched)
            if days:
                weeks = weeks_ahead(matched) if kind == "week" else ()
                found.append(Named(match.start(), match.end(), kind, days, weeks))
            if days is not None:
                letters = letters[: match.start()] + READ * len(match[0]) + letters[match.end() :]
    return list(_settled(sorted(found, key=lambda one: one.first), today))


def masked(letters: str, named: list[Named]) -> str:
    """The letters of all tokens, with named days as `#`."""
    for one in named:
        letters = letters[: one.first] + READ * (one.last - one.first) + letters[one.last :]
    return letters


def _settled(found: list[Named], today: date) -> Iterator[Named]:
    """Resolves «la otra», «el otro», «the one after», which refer to the preceding day or week."""
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


def weeks_ahead(matched: RuleMatch) -> tuple[int, ...]:
    """«La otra semana» is next week for some, the one after for others."""
    letter = next((one for one in matched.match[0] if one in "txXyz"), "")
    return (1, 2) if letter == "z" else (AHEAD[letter],)


def whole_week(matched: RuleMatch) -> Days:
    return tuple(day for ahead in weeks_ahead(matched) for day in week(matched.today, ahead))


def past(_matched: RuleMatch) -> Days:
    """«El lunes pasado», «last week»: never a request."""
    return ()


def another(matched: RuleMatch) -> Days:
    """A placeholder, resolved by `_settled` once everything is read."""
    return (matched.today,)


def parted_week(matched: RuleMatch) -> Days:
    letter = matched.match[2] or matched.match[3]
    return part_of_week(matched.match[1], matched.today, AHEAD.get(letter, 1) if letter else None)


def week_of_day(matched: RuleMatch) -> Days:
    """«La semana del nueve», «the week of the 14th»."""
    month = matched.optional(2)
    found = coming_day(matched.token(1).number, month.number if month else None, matched.today)
    return tuple(day for day in week(monday_of(found), 0) if day >= matched.today) if found else ()


def weekend(matched: RuleMatch) -> Days:
    saturday = coming_weekday(5, matched.today - DAY)
    if "y" in matched.match[0] or (matched.match[1] == "X" and matched.today.weekday() < SUNDAY):
        saturday += WEEK
    return (saturday, saturday + DAY)


def weekday(matched: RuleMatch) -> Days:
    """«Next Friday», said on a Tuesday, is next week's; «übernächsten» is the one after that."""
    day = matched.token(2).number
    coming, which = coming_weekday(day, matched.today), matched.match[1] or matched.match[3]
    is_this_week = day > matched.today.weekday()
    if which == "y":
        return (coming + WEEK, coming + 2 * WEEK) if is_this_week else (coming + WEEK,)
    if which == "X" and matched.match[1] and is_this_week:
        return (monday_of(matched.today, 1) + DAY * day,)
    return (coming, coming + WEEK) if which == "z" else (coming,)


def relative(matched: RuleMatch) -> Days:
    return (start_of(matched.token(1), matched.today),)


def long_weekend(matched: RuleMatch) -> Days:
    month, name = matched.optional(1), matched.optional(2)
    days = bridge(matched.today, month.number if month else None, str(name.value) if name else "")
    return tuple(day for day in days if day >= matched.today)


def feast_days(matched: RuleMatch) -> Days:
    return tuple(day for day in feast(str(matched.token(1).value), matched.today) if day >= matched.today)


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
        ("week", "(?<=W)(?:F[TS]|T)(z)(?![wWmM])", whole_week),
        ("another", "(?<![a-zA-Z])[TS][zx](?=[,.?]|$)|(?<![a-zA-Z])wA(?=[,.?]|$)", another),
        ("weekend", "([txXy]?)e([xXy]?)", weekend),
        ("weekday", "([txXyz]?)(W)([xXyz]?)", weekday),
        ("day", "(R)", relative),
    )
]
