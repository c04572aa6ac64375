"""Names spelt letter by letter: «R, I, E, R, A», «erre i e erre a», «M for mother». Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from workers.analysis.spelling import SpeltRun, spelt_runs
from workers.analysis.text import Words, fold

_SPELLING = re.compile(
    r"deletre|lletrej|se escribe|s'escriu|com s'escriu|apellido|llinatge|cognom|spell|surname|last name|buchstab|schreibt (?:man|sich)|"
    r"nachname|(?:su|your|ihr|seu) (?:nombre|name|nom)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\b[^\W\d_]\b")
_FEWEST_LETTERS = 3
_MORE_THAN_A_PLATE = 4
"""One letter more than plates have together: a word, whatever it is."""


def spellable(names: Iterable[str]) -> dict[str, str]:
    """The names that are long enough, by what spelling them gives."""
    return {fold(name): name for name in names if len(name) >= _FEWEST_LETTERS}


def spelt_names(words: Words, before: str, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and name: one of the `spellable` names if it is spelt, or any word where the turn or the one `before` speaks of spelling."""
    is_asked = _SPELLING.search(f"{before} {words.text}") is not None
    if not is_asked and len(_LETTER.findall(words.text)) < _FEWEST_LETTERS - 1:
        return
    for run in spelt_runs(words):
        for first, last, letters in of_letters(run):
            name = names.get(letters.lower())
            one_by_one = len(set(run.words[first : last + 1])) == len(letters)
            if name or (is_asked and one_by_one and len(letters) >= _MORE_THAN_A_PLATE):
                yield words.starts[run.words[first][0]], words.ends[run.words[last][1] - 1], name or letters


def of_letters(run: SpeltRun) -> Iterator[tuple[int, int, str]]:
    """First and last place of the letters that stand together, and these."""
    for is_letter, group in groupby(enumerate(run.characters), key=lambda item: item[1].isalpha()):
        found = list(group)
        if is_letter and len(found) >= _FEWEST_LETTERS:
            yield found[0][0], found[-1][0], "".join(letter for _, letter in found)
