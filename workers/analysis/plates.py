"""Spoken number plates: digits and spelt letters joined, then matched against existing formats."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.analysis.corrections import CORRECTING
from workers.analysis.letters import letter_at
from workers.analysis.numbers import digits_at_most
from workers.analysis.spelling import SpeltRun, spelt_runs
from workers.analysis.text import NONE, SENTENCE, Words, words_of

_PROVINCES = "AB|AL|AV|BA|BI|BU|CA|CC|CE|CO|CR|CS|CU|GC|GE|GI|GR|GU|HU|IB|LE|LO|LU|MA|ML|MU|NA|OR|OU|PM|PO|SA|SE|SG|SO|SS|TE|TF|TO|VA|VI|ZA|A|B|C|H|J|L|M|O|P|S|T|V|Z"
_CONSONANT = "[BCDFGHJKLMNPRSTVWXYZ]"
SPANISH = re.compile(rf"(?<!\d)\d{{4}}{_CONSONANT}{{3}}(?![A-Z]*\d)")
SPECIAL_SPANISH = re.compile(rf"(?<![A-Z0-9])[CEHR]\d{{4}}{_CONSONANT}{{3}}(?![A-Z0-9])")
"""Of mopeds (C), special vehicles (E), historic ones (H) and trailers (R)."""
OLD_SPANISH = re.compile(rf"(?<![A-Z])(?:{_PROVINCES})\d{{4}}[A-Z]{{1,2}}(?![A-Z0-9])")
OLDEST_SPANISH = re.compile(rf"(?<![A-Z])(?:{_PROVINCES})\d{{5,6}}(?![A-Z0-9])")
FOREIGN = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]|[A-Z]{2,5}\d{1,4}[EH]?"
    r"|\d{1,3}[A-Z]{1,3}\d{1,6}|\d{1,2}[A-Z]{2,3}\d{1,2}|[A-Z]{2}\d{5,6}|[A-Z]{1,2}\d{5}[A-Z]{1,2}|PGC\d{4}[A-Z]|[A-Z]\d{3}[A-Z]{2})(?![A-Z0-9])"
)
_ENDING = re.compile(rf"({_CONSONANT}{{3}})(?:\1)*")
_SPECIAL_LETTERS = words_of("c ce cee charlie h hache hac atx haitch aitch hotel r erre erra romeo")
"""Words that say the first letter of a special plate and nothing else; «e» and «era» are mostly words of the sentence."""
_BEFORE_SPECIAL = words_of("es is ist la una matricula plate registration kennzeichen letra lletra letter")
_SHORTEST, _LONGEST = 5, 80
FEWEST_DIGITS = 4
_ARTICLES = words_of("un una el la es sa a an the my ein eine einen einem der die das")
_CORRECTED_WITHIN = 3
_BEFORE_LETTERS = words_of("no nein y and und")
_VOWEL_FILLERS = frozenset("AEIOUY")


@dataclass(frozen=True, slots=True)
class PlateMention:
    """A plate, or a part of one, and its words."""

    value: str
    first: int
    last: int


def plates_in(words: Words, *, foreign: bool) -> list[PlateMention]:
    """Return plates in the order said; foreign formats match too much, so they are tried only where a plate is expected.

    Beside a Spanish plate they are models: «5678 KLM, es una NV200».
    """
    formats = [SPECIAL_SPANISH, SPANISH, OLD_SPANISH, *((OLDEST_SPANISH, FOREIGN) if foreign else ())]
    found: list[PlateMention] = []
    least = 1 if foreign else FEWEST_DIGITS
    for run in spelt_runs(words) if digits_at_most(words) >= least else ():
        if len(run.characters) >= _SHORTEST and not (run.characters.isdigit() or run.characters.isalpha()):
            mention = _best_match(run, words, formats)
            found += [mention] if mention is not None else []
    certain = [mention for mention in found if SPANISH.fullmatch(mention.value)]
    return certain or found


def _best_match(run: SpeltRun, words: Words, formats: Sequence[re.Pattern[str]]) -> PlateMention | None:
    """Most certain formats first, in the whole run and in what follows each pause within it."""
    parts = [run, *_after_pauses(run, words)]
    for pattern in formats:
        for characters, places in _readings(parts, vowels_may_go=pattern is SPANISH):
            matches = list(pattern.finditer(characters))
            if pattern is SPECIAL_SPANISH:
                matches = [match for match in matches if _is_special(words, places, match)]
            if matches:
                match = matches[-1]
                return PlateMention(match.group(), places[match.start()][0], places[match.end() - 1][1])
    return None


def _is_special(words: Words, places: list[tuple[int, int]], match: re.Match[str]) -> bool:
    """«Es histórica: hache…», not the C of «un Mercedes clase C, 1234 BCD»."""
    first = places[match.start()][0]
    word, gap = words.words[first], words.text[words.ends[first] : words.starts[first + 1]]
    if word not in _SPECIAL_LETTERS and not (word == "e" and words.capitalised(first)):
        return False
    is_written = len(word) == 1 and " " not in gap
    is_begun = first == 0 or words.breaks[first - 1] > NONE or words.words[first - 1] in _BEFORE_SPECIAL
    return is_written or is_begun


def _readings(parts: list[SpeltRun], *, vowels_may_go: bool) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    for part in parts:
        yield part.characters, part.words
    if vowels_may_go:
        for part in parts:
            yield from _variants(part)


def _after_pauses(run: SpeltRun, words: Words) -> Iterator[SpeltRun]:
    for index in range(max(1, len(run.characters) - _LONGEST), len(run.characters)):
        if run.words[index] != run.words[index - 1] and any(
            words.breaks[run.words[index - 1][1] - 1 : run.words[index][0]]
        ):
            yield SpeltRun(run.characters[index:], run.words[index:])


def is_doubtful(words: Words, plate: PlateMention) -> bool:
    """«…ge, ka, be… no, uve» and «…ka ka ele be»: the caller corrects or stammers its end."""
    if plate.last < len(words) and words.breaks[plate.last - 1] < SENTENCE and letter_at(words, plate.last):
        return True
    return not CORRECTING.isdisjoint(words.words[plate.last : plate.last + _CORRECTED_WITHIN])


def digits_alone(words: Words) -> PlateMention | None:
    """Return the four digits with which a plate begins, and their words, if nothing else of it is said there."""
    runs = [run for run in spelt_runs(words) if run.characters.isdigit()]
    if len(runs) != 1 or len(runs[0].characters) != FEWEST_DIGITS:
        return None
    return PlateMention(runs[0].characters, runs[0].words[0][0], runs[0].words[-1][1])


def letters_first(words: Words) -> PlateMention | None:
    """Return the letters with which somebody who was misheard begins: «pe, de patata», «no, ge y ce. De gato…»."""
    letters, first, index = "", 0, 0
    while index < len(words) and not (letters and words.breaks[index - 1] >= SENTENCE):
        found = letter_at(words, index) if words.words[index] not in _BEFORE_LETTERS else ("", index + 1)
        if found is None:
            break
        first = first if letters else index
        letters, index = letters + found[0], found[1]
    return PlateMention(letters, first, index) if letters else None


def letters_alone(words: Words, after: int = 0) -> PlateMention | None:
    """Return the last three consonants spelt without digits after a word, as in a correction of a plate's end."""
    found = None
    for run in spelt_runs(words):
        if run.words[0][0] >= after and not _is_thing(run, words):
            found = _ending(run) or _ending_in_a_sentence(run, words) or found
    return found


def _is_thing(run: SpeltRun, words: Words) -> bool:
    """«eine SMS», «un CHR»: letters written together after an article are an abbreviation or a model."""
    first, last = run.words[0][0], run.words[-1][1]
    is_one_word = first > 0 and last == first + 1 and len(run.characters) > 1
    return is_one_word and words.words[first - 1] in _ARTICLES


def _ending(run: SpeltRun) -> PlateMention | None:
    for characters, places in _variants(run):
        match = _ENDING.fullmatch(characters)
        if match and len(set(match.group(1))) > 1:
            return PlateMention(match.group(1), places[0][0], places[-1][1])
    return None


def _ending_in_a_sentence(run: SpeltRun, words: Words) -> PlateMention | None:
    """«no, ge, ce, te. Ge de gato»: what one sentence spells, where the whole is no plate's end."""
    found, begun = None, 0
    for index in range(1, len(run.characters) + 1):
        if index == len(run.characters) or words.breaks[run.words[index - 1][1] - 1] >= SENTENCE:
            found = _ending(SpeltRun(run.characters[begun:index], run.words[begun:index])) or found
            begun = index
    return found


def _variants(run: SpeltRun) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """First as heard, then without lone vowels, which are mostly «and», «or» and articles."""
    yield run.characters, run.words
    together = Counter(run.words)
    kept = [
        (character, place)
        for character, place in zip(run.characters, run.words, strict=True)
        if character not in _VOWEL_FILLERS or together[place] > 1
    ]
    if len(kept) < len(run.characters):
        yield "".join(character for character, _ in kept), [place for _, place in kept]
