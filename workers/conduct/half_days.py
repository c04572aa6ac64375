"""Refused halves of a day: «el martes por la mañana no puedo, por la tarde sí», «Donnerstag, aber nicht vormittags». Pure.

The half and its negation are taken out of the words before days are looked for, so that the day itself is not refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from workers.analysis.text import Words
from workers.conduct.clock_words import clock_spans
from workers.conduct.named_days import READ, Named, masked, named_days
from workers.conduct.phrases import found_in
from workers.conduct.refusals import asks, is_harmless, is_refused, suggests
from workers.conduct.tokens import Token, letters_of

HALF = "%"
OPPOSITE = {"morning": "afternoon", "afternoon": "morning"}
_AFTER = re.compile(f"[^,.?OELIV{READ}{HALF}]{{0,4}}(N)")
_AT_ONCE = re.compile("([NE])[TSFKdia]{0,3}$")
_FURTHER = re.compile(f"(N)[^,.?ILVBAGU{READ}{HALF}]{{0,4}}(?:{READ}+[FiTSKa]{{0,2}})?$")
_BOUNDS = frozenset("BAGU")
_CLAUSE = re.compile("[,.?]")


@dataclass(frozen=True, slots=True)
class Half:
    """Tokens `first` to `last` (exclusive) name a part of the day or, without `part`, an hour."""

    first: int
    last: int
    part: str | None


@dataclass(frozen=True, slots=True)
class Remainder:
    """The text without the refused halves; `implied` is the other half if the text names none."""

    text: str
    implied: str | None


def without_refused_halves(words: Words, tokens: list[Token], today: date) -> Remainder | None:
    """None if no half is refused."""
    letters = letters_of(tokens)
    if "N" not in letters and "E" not in letters:
        return None
    halves = list(_halves(words, tokens))
    if not halves:
        return None
    named = named_days(tokens, today)
    reading = _Reading(tokens, named, halves, masked(letters, named))
    refused = list(reading.refused())
    if not refused:
        return None
    cut = sorted(span for half, denial in refused for span in reading.words_of(half, denial))
    left = [half for half in halves if all(half is not other for other, _ in refused)]
    implied = OPPOSITE.get(refused[0][0].part or "") if not left else None
    return Remainder(_without(words, cut), implied)


@dataclass(frozen=True, slots=True)
class _Reading:
    tokens: list[Token]
    named: list[Named]
    halves: list[Half]
    mask: str

    def refused(self) -> Iterator[tuple[Half, int]]:
        """Each half that is refused, but not the whole of its day, with the index of the negation."""
        denials = [self._denial(half) for half in self.halves]
        accepted = [half for half, denial in zip(self.halves, denials, strict=True) if denial is None]
        for half, denial in zip(self.halves, denials, strict=True):
            if denial is None:
                continue
            day = self._day_of(half)
            if (
                day is None
                or not is_refused(day, self.mask, self.tokens)
                or any(self._share(half, other, day) for other in accepted)
            ):
                yield half, denial

    def words_of(self, half: Half, denial: int) -> Iterator[tuple[int, int]]:
        yield self.tokens[half.first].first, self.tokens[half.last - 1].last
        yield self.tokens[denial].first, self.tokens[denial].last

    def _denial(self, half: Half) -> int | None:
        mask = self._with_halves()
        before = mask[: half.first]
        if not _BOUNDS.isdisjoint(
            one.letter for one in self.tokens[max(0, half.first - 1) : half.last] if half.part is None
        ):
            return None  # «nicht vor zehn», «no después de las cinco» bound what is wanted
        after = _AFTER.match(mask, half.last)
        if after is not None and not is_harmless(self.mask, self.tokens, after.end()):
            return after.end() - 1
        at_once = _AT_ONCE.search(before)
        if at_once is not None:
            return None if suggests(self.tokens, at_once.start()) else at_once.start()
        further = _FURTHER.search(before)
        if (
            further is None
            or asks(self.mask, half.last)
            or is_harmless(self.mask, self.tokens, further.start() + 1)
        ):
            return None
        return further.start()

    def _with_halves(self) -> str:
        mask = self.mask
        for half in self.halves:
            mask = mask[: half.first] + HALF * (half.last - half.first) + mask[half.last :]
        return mask

    def _day_of(self, half: Half) -> Named | None:
        """The day named in the half's clause."""
        return next(
            (
                day
                for day in self.named
                if not _CLAUSE.search(self.mask[min(day.last, half.last) : max(day.first, half.first)])
            ),
            None,
        )

    def _share(self, one: Half, other: Half, day: Named) -> bool:
        """Whether no other day is named between the two halves."""
        first, last = sorted((one, other), key=lambda half: half.first)
        return all(between is day or not first.last <= between.first < last.first for between in self.named)


def _halves(words: Words, tokens: list[Token]) -> Iterator[Half]:
    """Parts of the day and hours, as spans of tokens; «esta tarde», «hoy» and the like are days."""
    spans = [(first, last, meaning) for first, last, meaning in found_in("part", words)]
    hours: list[tuple[int, int, str | None]] = [(first, last, None) for first, last in clock_spans(words)]
    for begin, end, part in sorted([*spans, *hours], key=lambda span: span[:2]):
        inside = [
            index
            for index, token in enumerate(tokens)
            if token.first >= begin and token.last <= end and token.first < token.last
        ]
        if inside and all(tokens[index].letter not in "WRD" for index in inside):
            yield Half(inside[0], inside[-1] + 1, part)


def _without(words: Words, spans: list[tuple[int, int]]) -> str:
    kept, start = "", 0
    for first, last in spans:
        kept += words.text[start : max(start, words.starts[first])]
        start = max(start, words.ends[last - 1])
    return kept + words.text[start:]
