"""What was worked out once is remembered: of a word for all calls that say it, of a turn for all who ask about it.

Calls say the same few thousand words over and over, so most of what a single word tells is looked up, not computed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from workers.analysis.text import Words

_MOST, _LONGEST = 50_000, 40
Told = TypeVar("Told")


class Memory(dict[str, Told]):
    """A function of one word as a dict that fills itself; emptied when full, and nothing strange is kept."""

    def __init__(self, work: Callable[[str], Told]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> Told:
        told = self._work(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = told
        return told


def once_a_turn(work: Callable[["Words"], Told]) -> Callable[["Words"], Told]:
    """Work it out when somebody first asks it of a turn's words, and keep it with them."""

    def ask(words: "Words") -> Told:
        known = words.known
        try:
            return known[ask]  # type: ignore[no-any-return]
        except KeyError:
            told = known[ask] = work(words)
            return told

    ask.__doc__, ask.__name__ = work.__doc__, work.__name__
    return ask
