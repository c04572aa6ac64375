"""Language-independent meanings of common words: to the models, «cuesta», «costs» and «kostet» are the same."""

import tomllib
from functools import cache
from pathlib import Path

from workers.analysis.text import split_words

_FILE = Path(__file__).with_name("meanings.toml")
_SHORTEST = 3
_LONGEST = 24


def meanings_of(word: str) -> tuple[str, ...]:
    """Return the names of all meanings of a folded word, in a fixed order."""
    whole, beginnings = _lexicon()
    found = set(whole.get(word, ()))
    for cut in range(_SHORTEST, min(len(word), _LONGEST) + 1):
        if word[:cut] in beginnings:
            found |= beginnings[word[:cut]]
    return tuple(sorted(found))


@cache
def _lexicon() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Read whole words and prefixes (``word*``), each with its possible meanings."""
    whole: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    for group in tomllib.loads(_FILE.read_text(encoding="utf-8")).values():
        for meaning, written in group.items():
            for entry in written.split():
                folded = split_words(entry).words[0]
                (beginnings if entry.endswith("*") else whole).setdefault(folded, set()).add(meaning)
    return whole, beginnings
