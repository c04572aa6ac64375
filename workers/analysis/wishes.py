"""What the words of a wish look like to the model of intents: words, beginnings of words and pairs, with numbers and names levelled."""

from collections.abc import Iterator, Sequence

from workers.analysis import numerals

_STEM = 5
_LONGEST = 60
_NUMBER = "<n>"


def wish_features(words: Sequence[str], levelled: frozenset[str]) -> set[str]:
    """Return the features of the words; those in ``levelled`` (makes, models) all count as one word."""
    plain = [_level(word, levelled) for word in words[:_LONGEST]]
    return set(_features(plain))


def _level(word: str, levelled: frozenset[str]) -> str:
    if word[0].isdigit() or word in numerals.WORDS:
        return _NUMBER
    return "<v>" if word in levelled else word


def _features(words: Sequence[str]) -> Iterator[str]:
    before = "^"
    for word in words:
        yield word
        if len(word) > _STEM:
            yield word[:_STEM] + "*"
        yield before + " " + word
        before = word
    if words:
        yield before + " $"
