"""Phrases for days and times, looked up in folded words; the longest match at each place wins."""

import tomllib
from functools import cache
from pathlib import Path

from workers.analysis.text import Words, split_words

_FILE = Path(__file__).with_name("days.toml")
Phrases = dict[tuple[str, ...], str]
MAX_PHRASE_WORDS = 5


@cache
def phrases_of(group: str) -> Phrases:
    """Each phrase as a tuple of words, with its meaning."""
    return {
        tuple(split_words(phrase).words): meaning
        for meaning, phrases in _groups()[group].items()
        for phrase in phrases
    }


@cache
def _groups() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def found_in(group: str, words: Words) -> list[tuple[int, int, str]]:
    """First word, last word (exclusive) and meaning of each match, in order and without overlaps."""
    known, found, index = phrases_of(group), [], 0
    while index < len(words):
        size = next(
            (
                size
                for size in range(min(MAX_PHRASE_WORDS, len(words) - index), 0, -1)
                if tuple(words.words[index : index + size]) in known
            ),
            0,
        )
        if size:
            found.append((index, index + size, known[tuple(words.words[index : index + size])]))
        index += size or 1
    return found
