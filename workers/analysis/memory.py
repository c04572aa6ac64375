"""What was worked out once is remembered: of a word for all calls that say it, of a turn for all who ask about it.

Calls say the same few thousand words over and over, so most of what a single word tells is looked up, not computed.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

_MOST, _LONGEST = 50_000, 40
Told = TypeVar("Told")


class Knowing(Protocol):
    """Something that keeps what was worked out of it: the words of a turn, the reading of a call."""

    known: dict[Callable[..., Any], Any]


Asked = TypeVar("Asked", bound=Knowing)


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


def once(work: Callable[[Asked], Told]) -> Callable[[Asked], Told]:
    """Work it out when somebody first asks it of these words or this call, and keep it with them."""

    def ask(of: Asked) -> Told:
        known = of.known
        if ask in known:
            return known[ask]  # type: ignore[no-any-return]
        told = known[ask] = work(of)
        return told

    ask.__doc__, ask.__name__ = work.__doc__, work.__name__
    return ask
