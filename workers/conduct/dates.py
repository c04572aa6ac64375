"""Resolves spoken days relative to the time of the call, in four languages. Pure.

A weekday means the next one, never today. «Next» in English and German means next week's if this week's is still to come. A day of the
month
also means the next one. Ambiguous wording yields every candidate; refused days yield none.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from workers.analysis.text import Words, split_words
from workers.conduct.clock_words import said_time
from workers.conduct.corrections import after_correction
from workers.conduct.half_days import without_refused_halves
from workers.conduct.phrases import found_in
from workers.conduct.preferences import Chosen, chosen
from workers.conduct.spelling import spelt_apart
from workers.conduct.tokens import Token, tokens_of

MAX_CHARACTERS = 4_000
"""Only so many characters are searched for days (about five minutes of speech), because the cost grows faster than the text."""


@dataclass(frozen=True, slots=True)
class When:
    """`days` are the candidates, first named first; a whole week is its days from Monday to Saturday.

    `otherwise` are the alternatives if none of these is possible; `limit` is «from» or «until» if the single day only bounds what is
    wanted. `excepted` are the days that are out of the question if any other will do; `days` are then the others of the next seven.
    """

    days: tuple[date, ...]
    part: str | None = None
    at: time | None = None
    otherwise: tuple[date, ...] = ()
    limit: str | None = None
    excepted: tuple[date, ...] = ()

    def holds(self, day: date) -> bool:
        if self.excepted:
            return day not in self.excepted
        if self.limit == "from":
            return day >= self.days[0]
        return day <= self.days[0] if self.limit == "until" else day in self.days


def resolve(text: str, now: datetime) -> When | None:
    """None if no day is named. `now` is in the time zone of the business."""
    words = words_for_days(text)
    tokens = tokens_of(words)
    remainder = without_refused_halves(words, tokens, now.date())
    if remainder is not None:
        words = split_words(remainder.text)
        tokens = tokens_of(words)
    found = chosen(tokens, now.date())
    if found is None:
        return None
    part, at = part_and_hour(split_words(_without_other_days(words, tokens, found)))
    if part is None and at is None and remainder is not None:
        part = remainder.implied
    return When(found.days, part, at, found.otherwise, found.limit, found.excepted)


def words_for_days(text: str) -> Words:
    return split_words(spelt_apart(text[:MAX_CHARACTERS]))


def part_and_hour(words: Words) -> tuple[str | None, time | None]:
    """The first ones named, or those after a correction."""
    part, at = _first_part_and_hour(words)
    start = after_correction(tokens_of(words)) if part or at else None
    if start is None or start >= len(words):
        return part, at
    new_part, new_at = _first_part_and_hour(split_words(words.text[words.starts[start] :]))
    return (new_part or part, new_at) if new_part or new_at else (part, at)


def _first_part_and_hour(words: Words) -> tuple[str | None, time | None]:
    part = next((meaning for _, _, meaning in found_in("part", words)), None)
    return part, said_time(words, part)


def _without_other_days(words: Words, tokens: list[Token], found: Chosen) -> str:
    """The text without the passages about days that were not chosen: an hour named with a refused day was not asked for."""
    kept, start = "", 0
    for first, last in found.elsewhere:
        begin = words.starts[tokens[first].first]
        end = (
            words.starts[tokens[last].first]
            if last < len(tokens) and tokens[last].first < len(words)
            else len(words.text)
        )
        kept += words.text[start:begin] + " "
        start = max(start, end)
    return kept + words.text[start:]
