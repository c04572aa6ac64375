"""Which day is meant by what is said on a telephone, counted from the moment of the call. Four languages; pure.

A weekday is the coming one, never today. «Next» in English and German is the one of next week where this week's is still to come.
A day of the month is the coming one too. What may be either of two days is both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workers.analysis.text import Words, split_words
from workers.conduct.clock_words import number, said_time
from workers.conduct.phrases import found_in, phrases_of

_MORNING_BEFORE = frozenset({"la", "esta", "por", "de", "heute"})
_FURTHEST_DAYS = 60
_UNITS = {"dia": 1, "dias": 1, "dies": 1, "day": 1, "days": 1, "tag": 1, "tage": 1, "tagen": 1,
          "semana": 7, "semanas": 7, "setmana": 7, "setmanes": 7, "week": 7, "weeks": 7, "woche": 7, "wochen": 7}  # fmt: skip
_WITHIN = frozenset({"en", "dentro", "in", "d'aqui", "aqui", "within"})
_DAY_BEFORE = frozenset({"dia", "el", "am", "the", "on", "den", "dem", "der"})


@dataclass(frozen=True, slots=True)
class When:
    """`days` are those that may be meant, the first named first; a whole week is its days from Monday to Saturday."""

    days: tuple[date, ...]
    part: str | None = None
    at: time | None = None


def resolve(text: str, now: datetime) -> When | None:
    """None where no day is named. `now` is on the clock of whoever is called."""
    words = split_words(text)
    parts = [meaning for _, _, meaning in found_in("part", words)]
    part = parts[0] if parts else None
    days = tuple(dict.fromkeys(_days(words, now.date())))
    return When(days, part, said_time(words, part)) if days else None


def _days(words: Words, today: date) -> Iterator[date]:
    """A date outdoes a weekday beside it: «jueves 3 de diciembre» is the third."""
    dated = [*_dates(words, today)]
    if dated:
        yield from dated
        return
    is_next_week = bool(found_in("next_week", words))
    weekdays = found_in("weekday", words)
    for first, _last, meaning in weekdays:
        yield _weekday(int(meaning), today, is_next_week or _is_next(words, first, int(meaning), today))
    relative = [*_relative(words, today)]
    if not weekdays:
        yield from relative
    if not weekdays and not relative:
        yield from _within(words, today)
        if is_next_week:
            monday = today + timedelta(days=7 - today.weekday())
            yield from (monday + timedelta(days=ahead) for ahead in range(6))


def _weekday(wanted: int, today: date, is_next_week: bool) -> date:
    if is_next_week:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _is_next(words: Words, first: int, wanted: int, today: date) -> bool:
    """«Next Friday», said on a Tuesday."""
    before = tuple(words.words[max(first - 1, 0) : first])
    return before in phrases_of("next") and wanted > today.weekday()


def _relative(words: Words, today: date) -> Iterator[date]:
    for first, last, meaning in found_in("relative", words):
        if meaning == "1" and last - first == 1 and _is_morning(words, first):
            continue
        yield today + timedelta(days=int(meaning))


def _is_morning(words: Words, at: int) -> bool:
    """«Por la mañana», «heute morgen»; but «mañana por la mañana» begins with tomorrow."""
    name = words.words[at]
    if name not in {"manana", "morgen"}:
        return False
    return at > 0 and words.words[at - 1] in _MORNING_BEFORE


def _within(words: Words, today: date) -> Iterator[date]:
    """«En tres días», «d'aquí a dues setmanes», «in two weeks»."""
    said = words.words
    for at, word in enumerate(said):
        count = number(said[at - 1]) if at else None
        if word in _UNITS and count and any(one in _WITHIN for one in said[max(at - 4, 0) : at]):
            ahead = count * _UNITS[word]
            if ahead <= _FURTHEST_DAYS:
                yield today + timedelta(days=ahead)


def _dates(words: Words, today: date) -> Iterator[date]:
    """«El 3 de diciembre», «December 3rd», «am dritten Dezember» needs its number as a digit or a cardinal."""
    months = found_in("month", words)
    for first, last, meaning in months:
        day = _day_near(words, first, last)
        if day:
            yield from _coming(day, int(meaning), today)
    if not months:
        yield from _days_of_month(words, today)


def _day_near(words: Words, first: int, last: int) -> int | None:
    said = words.words
    before = [
        word
        for word in said[max(first - 3, 0) : first]
        if word not in ("de", "d", "of", "th", "rd", "st", "nd")
    ]
    after = said[last : last + 2]
    for word in (*reversed(before), *after):
        value = number(word)
        if value and 1 <= value <= 31:
            return value
    return None


def _days_of_month(words: Words, today: date) -> Iterator[date]:
    """«El día quince», «el 15»: a number alone after «el» only where it is written in digits and no hour."""
    said = words.words
    for at in range(1, len(said)):
        value = number(said[at])
        is_day = said[at - 1] == "dia" or (
            said[at].isdigit() and said[at - 1] in _DAY_BEFORE and _ends(words, at)
        )
        if value and 1 <= value <= 31 and is_day:
            yield from _coming(value, None, today)


def _ends(words: Words, at: int) -> bool:
    """Nothing follows that would make it a number of something."""
    following = words.words[at + 1 : at + 2]
    return (
        not following
        or words.breaks[at] > 0
        or following[0] in {"a", "por", "de", "o", "at", "um", "th", "rd", "st", "nd"}
    )


def _coming(day: int, month: int | None, today: date) -> Iterator[date]:
    """The first such day from today on."""
    for ahead in range(14):
        year, zero_month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if month not in (None, zero_month + 1):
            continue
        try:
            found = date(year, zero_month + 1, day)
        except ValueError:
            continue
        if found >= today:
            yield found
            return
