"""What is known of a call, by the words that may mention it: a turn looks only at what its own words can name. Pure."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workers.analysis.text import fold
from workers.hybrid.names import Known, parts_of
from workers.hybrid.spelt_names import spellable

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Mentions:
    """`whole` has the full name of each part of a name, `spellable` the parts as they may be spelt."""

    known: Sequence[Known]
    whole: Mapping[str, str] = field(init=False)
    spellable: Mapping[str, str] = field(init=False)
    _by_word: Mapping[str, Sequence[int]] = field(init=False)
    _by_turn: Mapping[int, Sequence[int]] = field(init=False)

    def __post_init__(self) -> None:
        by_word, by_turn = defaultdict[str, list[int]](list), defaultdict[int, list[int]](list)
        for place, item in enumerate(self.known):
            for word in {first_word(wording) for wording in wordings_of(item)}:
                by_word[word].append(place)
            for evidence in item.evidence:
                by_turn[evidence.turn].append(place)
        self._by_word, self._by_turn = by_word, by_turn
        self.whole = {
            part: item.value
            for item in reversed(self.known)
            if item.kind == "NAME"
            for part in item.value.split()
        }
        self.spellable = spellable(self.whole)

    def of(self, turn: int, folded: str) -> Iterable[Known]:
        """Those with evidence in the turn, or a wording that may begin with one of the words of its folded text; in their order."""
        places = {*self._by_turn.get(turn, ()), *self._by_word.get("", ())}
        for word in set(_WORD.findall(folded)):
            places.update(self._by_word.get(word, ()))
        return (self.known[place] for place in sorted(places))


def first_word(wording: str) -> str:
    """Empty if it has none."""
    found = _WORD.search(wording)
    return found.group() if found else ""


@functools.lru_cache(maxsize=4096)
def wordings_of(item: Known) -> tuple[str, ...]:
    """Folded, longest first."""
    wordings = {item.raw, item.value}
    if item.kind == "NAME":
        wordings.update(parts_of(item.value))
    return tuple(fold(wording) for wording in sorted(wordings, key=len, reverse=True) if wording)
