"""Which day is meant by what is said on a telephone, counted from the moment of the call. Four languages; pure.

A weekday is the coming one, never today. «Next» in English and German is the one of next week where this week's is still to come.
A day of the month is the coming one too. What may be either of two days is both. What is refused is none of them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from workers.analysis.text import Words, split_words
from workers.conduct.clock_words import said_time
from workers.conduct.phrases import found_in
from workers.conduct.preferences import Chosen, chosen
from workers.conduct.signs import Sign, signs_of
from workers.conduct.spelling import spelt_apart


@dataclass(frozen=True, slots=True)
class When:
    """`days` are those that may be meant, the first named first; a whole week is its days from Monday to Saturday.

    `otherwise` are the days that will do if none of these can be; `limit` is «from» or «until» where the one day only begins or ends it.
    """

    days: tuple[date, ...]
    part: str | None = None
    at: time | None = None
    otherwise: tuple[date, ...] = ()
    limit: str | None = None

    def holds(self, day: date) -> bool:
        if self.limit == "from":
            return day >= self.days[0]
        return day <= self.days[0] if self.limit == "until" else day in self.days


def resolve(text: str, now: datetime) -> When | None:
    """None where no day is named. `now` is on the clock of whoever is called."""
    words = split_words(spelt_apart(text))
    signs = signs_of(words)
    found = chosen(signs, now.date())
    if found is None:
        return None
    about = split_words(_without(words, signs, found))
    parts = [meaning for _, _, meaning in found_in("part", about)]
    part = parts[0] if parts else None
    return When(found.days, part, said_time(about, part), found.otherwise, found.limit)


def _without(words: Words, signs: list[Sign], found: Chosen) -> str:
    """The text without what is said of other days than those chosen: an hour on a refused day is no hour asked for."""
    kept, start = "", 0
    for first, last in found.elsewhere:
        begin = words.starts[signs[first].first]
        end = (
            words.starts[signs[last].first]
            if last < len(signs) and signs[last].first < len(words)
            else len(words.text)
        )
        kept += words.text[start:begin] + " "
        start = max(start, end)
    return kept + words.text[start:]
