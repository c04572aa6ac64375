"""Phrases of one to three words in what callers said, and which callers said each. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workers.analysis.text import NONE, Words, split_words

LONGEST = 3  # words
SHORTEST_WORD = 3  # letters, of the first and the last word
APOSTROPHES = ("'", "’")
VOWELS = frozenset("aeiouy")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    folded: str
    spelling: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One call. `caller` is the same for all calls of one number; `stretches` are words in a row, without numbers and names."""

    caller: str
    stretches: tuple[tuple[Word, ...], ...]


def heard(caller: str, texts: Iterable[str], name: str = "") -> Heard:
    """`texts` are the turns of the caller, whose `name` is left out."""
    names = frozenset(split_words(name).words)
    return Heard(caller, tuple(stretch for text in texts for stretch in stretches(text, names)))


def stretches(text: str, left_out: Collection[str] = ()) -> Iterator[tuple[Word, ...]]:
    """The words between pauses; what is left out, and parts of numbers and of plates, end a stretch too."""
    words = split_words(text)
    kept: list[Word] = []
    for index, word in enumerate(words.words):
        is_kept = is_word(word) and word not in left_out
        if is_kept:
            kept.append(Word(word, spelling(words, index)))
        if not is_kept or words.breaks[index] != NONE:
            yield tuple(kept)
            kept = []
    yield tuple(kept)


def is_word(word: str) -> bool:
    """Letters of which one at least is a vowel: those of plates and of what is spelt out have none. One letter may be an article."""
    return word.isalpha() and (len(word) == 1 or not VOWELS.isdisjoint(word))


def spelling(words: Words, index: int) -> str:
    """As it is written, with the apostrophe that binds it to the next word."""
    end = words.ends[index]
    return words.text[words.starts[index] : end + (words.text[end : end + 1] in APOSTROPHES)].lower()


def callers_by_phrase(
    calls: Sequence[Heard], stop_words: Collection[str], *, fewest: int
) -> dict[Phrase, frozenset[str]]:
    """The callers of each phrase that at least `fewest` said. A phrase begins and ends with words that mean something; between
    them a stop word may stand («presupuesto por escrito»). Longer phrases are only looked for among frequent words.
    """
    words = gather(calls, 1, fewest, lambda word: len(word[0]) >= SHORTEST_WORD and word[0] not in stop_words)
    known = {word for (word,) in words}
    longer = (
        gather(calls, length, fewest, lambda phrase: phrase[0] in known and phrase[-1] in known)
        for length in range(2, LONGEST + 1)
    )
    return {phrase: callers for found in (words, *longer) for phrase, callers in found.items()}


def gather(
    calls: Sequence[Heard], length: int, fewest: int, is_wanted: Callable[[Phrase], bool]
) -> dict[Phrase, frozenset[str]]:
    found: dict[Phrase, set[str]] = defaultdict(set)
    for call in calls:
        for phrase in filter(is_wanted, set(windows(call, length))):
            found[phrase].add(call.caller)
    return {phrase: frozenset(callers) for phrase, callers in found.items() if len(callers) >= fewest}


def windows(call: Heard, length: int) -> Iterator[Phrase]:
    for stretch in call.stretches:
        folded = [word.folded for word in stretch]
        yield from zip(*(folded[place:] for place in range(length)), strict=False)


def spellings(calls: Iterable[Heard]) -> set[str]:
    return {word.spelling for call in calls for stretch in call.stretches for word in stretch}


def spelt(calls: Iterable[Heard], phrase: Phrase) -> str:
    """The phrase as it is written most often: with its accents."""
    ways = Counter(
        written(found)
        for call in calls
        for stretch in call.stretches
        for found in zip(*(stretch[place:] for place in range(len(phrase))), strict=False)
        if all(word.folded == wanted for word, wanted in zip(found, phrase, strict=True))
    )
    return max(ways, key=lambda way: (ways[way], way), default=" ".join(phrase))


def written(words: Iterable[Word]) -> str:
    found = "".join(
        word.spelling if word.spelling.endswith(APOSTROPHES) else f"{word.spelling} " for word in words
    )
    return found.rstrip(" '’")
