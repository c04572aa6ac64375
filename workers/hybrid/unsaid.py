"""Figures and addresses in a model's text that nobody said in the call: telephones, accounts, amounts, plates, links, e-mails. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from workers.analysis.numbers import Number, number_at, number_places, quantities_in
from workers.analysis.text import Words, fold, split_words
from workers.hybrid.identifiers import written_identifiers
from workers.hybrid.injection import WITHHELD
from workers.hybrid.masking import TOKEN
from workers.hybrid.spelling import spelt

Span = tuple[int, int]
TOP_LEVELS = "com|net|org|info|biz|es|cat|de|eu|uk|co|io|me|app|dev|ai|xyz|top|site|online|shop|store|link|click|live|club|pro|ru|cn|fr|it|pt|ly|gl|gg|cc|tv|to|tk|xn--[a-z0-9]+"
TOP_LEVELS_SAID = "com|net|org|info|biz|xyz|online|shop"
"""Those that are no words of a sentence, as in «en este punto es»."""
DOT = r"(?:[.。․]|\s*[(\[{]\s*(?:\.|dot|punto|punt|punkt)\s*[)\]}]\s*)"
DOT_SAID = r"\s+(?:dot|punto|punt|punkt)\s+"
AT = r"(?:@|\s*[(\[{]\s*(?:@|at|arroba|ät)\s*[)\]}]\s*|\s+arroba\s+)"
ADDRESSES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b[a-z][a-z0-9+.-]*:/{1,2}\S+(?<![.,;:!?)])",
        r"\b(?:(?:javascript|vbscript|mailto):|data:\w+/)\S+",
        rf"[\w.+-]+{AT}[\w-]+(?:{DOT}[\w-]+)*",
        rf"[\w.-]+{DOT_SAID}(?:{TOP_LEVELS_SAID})\b",
        rf"(?<![\w@])(?:www{DOT})?[\w-]+(?:{DOT}[\w-]+)*{DOT}(?:{TOP_LEVELS})(?![\w-])(?:[/?#:]\S*(?<![.,;:!?)]))?",
    )
)
MONEY = r"(?:€|\$|£|%|eur(?:os?)?\b|usd\b|d[oó]lar(?:es)?\b|dollars?\b|pounds?\b|percent\b|per cent\b|por ciento\b|prozent\b)"
AMOUNT = re.compile(rf"(?:€|\$|£)\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?{MONEY}", re.IGNORECASE)
AFTER_WORDS = re.compile(rf"\s{{0,2}}{MONEY}", re.IGNORECASE)
NUMBER = re.compile(r"\+?\(?\d(?:[\W_]{0,3}\d){4,}")
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
MOMENT = re.compile(
    rf"(?<!\d)(?:{DAY}[./-]{MONTH}[./-](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d-{MONTH}-{DAY}|{DAY}/{MONTH}|(?:[01]?\d|2[0-3]):[0-5]\d)(?!\d)"
)
COUNTRY = re.compile(r"(?:00)?\d{1,3}?(?=\d{8,}$)")
LONG = 4
"""Digits of a group that was said by itself, such as a year beside another number."""
IDENTIFIERS = frozenset({"PLATE", "VIN", "IBAN", "DOCUMENT"})
ALWAYS = frozenset({0, 1})


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in a call, for looking up. `digits` are all that were dictated, in order; `compact` its letters and digits."""

    text: str
    digits: str
    compact: str
    values: frozenset[int]

    @classmethod
    def of(cls, turns: Iterable[str], known: Collection[str] = ()) -> Self:
        """`known`: values that the rules have understood from those words, such as a plate that was spelt."""
        texts = [TOKEN.sub(" ", text) for text in (*turns, *known)]
        words = [split_words(text) for text in texts]
        values = {number.value for one in words for number in numbers_in(one)}
        return cls(
            "\n".join(map(as_written, texts)),
            "".join(map(dictated, words)),
            "\n".join(map(compact, texts)),
            frozenset(values | ALWAYS),
        )

    def without_unsaid(self, text: str) -> tuple[str, int]:
        """The text with each of them withheld, and how many they were."""
        kept, count, end = list[str](), 0, 0
        for start, stop in sorted(self.unsaid(text)):
            if start >= end:
                kept += [text[end:start], WITHHELD]
                count += 1
            end = max(end, stop)
        return "".join([*kept, text[end:]]), count

    def unsaid(self, text: str) -> Iterator[Span]:
        text = TOKEN.sub(lambda token: "x" * len(token.group()), text)
        yield from self.addresses(text)
        yield from self.amounts(text)
        yield from self.plates(text)
        yield from self.numbers(text)

    def addresses(self, text: str) -> Iterator[Span]:
        for pattern in ADDRESSES:
            for match in pattern.finditer(text):
                written = re.sub(r"^(?:https?://)?(?:www\.)?", "", as_written(match.group())).rstrip(
                    "/.,;:!?)"
                )
                if not written or written not in self.text:
                    yield match.span()

    def amounts(self, text: str) -> Iterator[Span]:
        for match in AMOUNT.finditer(text):
            if not self.values.issuperset(number.value for number in numbers_in(split_words(match.group()))):
                yield match.span()
        words = split_words(text)
        for number in quantities_in(words):
            end = words.ends[number.last - 1]
            money = AFTER_WORDS.match(text, end)
            if money and number.value not in self.values:
                yield words.starts[number.first], money.end()

    def plates(self, text: str) -> Iterator[Span]:
        for start, end, kind in written_identifiers(text):
            if kind in IDENTIFIERS and not self.has_identifier(text[start:end], kind):
                yield start, end
        for start, end, _kind in spelt(text):
            if dictated(split_words(text[start:end])) not in self.digits:
                yield start, end

    def has_identifier(self, written: str, kind: str) -> bool:
        """Of a plate whose letters were spelt, the figures are enough."""
        return compact(written) in self.compact or (kind == "PLATE" and digits_in(written) in self.digits)

    def numbers(self, text: str) -> Iterator[Span]:
        text = MOMENT.sub(lambda moment: "x" * len(moment.group()), text)
        return (match.span() for match in NUMBER.finditer(text) if not self.has_number(match.group()))

    def has_number(self, written: str) -> bool:
        """Whether it was said: whole, without its country's code, or group by group where each is long enough to be told."""
        digits = digits_in(written)
        if digits in self.digits or int(digits) in self.values or COUNTRY.sub("", digits) in self.digits:
            return True
        groups = [digits_in(group) for group in written.split()]
        return len(groups) > 1 and all(len(group) >= LONG and self.has_group(group) for group in groups)

    def has_group(self, digits: str) -> bool:
        return digits in self.digits or int(digits) in self.values


def numbers_in(words: Words) -> Iterator[Number]:
    yield from quantities_in(words)
    yield from (number for place in number_places(words) if (number := number_at(words, place)) is not None)


def dictated(words: Words) -> str:
    """The digits of all numbers, as they are dialled."""
    found, after = list[str](), 0
    for place in number_places(words):
        number = number_at(words, place) if place >= after else None
        if number is not None:
            found.append(number.digits)
            after = number.last
    return "".join(found)


def digits_in(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def compact(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def as_written(text: str) -> str:
    """Addresses as they are written, where they were dictated or disguised."""
    plain = re.sub(AT, "@", re.sub(rf"{DOT_SAID}|{DOT}", ".", fold(text)))
    return re.sub(r"\s+(?:at|arroba|ät)\s+(?=[\w.-]+\.)", "@", plain)
