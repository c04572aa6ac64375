"""Memoization: results per word, shared by all calls, and results per turn or call, kept with it.

Calls repeat the same few thousand words, so most of what concerns a single word is looked up rather than computed.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

_MOST, _LONGEST = 50_000, 40
Told = TypeVar("Told")


class Knowing(Protocol):
    """Something that carries its own cache: the words of a turn, the reading of a call."""

    known: dict[Callable[..., Any], Any]


Asked = TypeVar("Asked", bound=Knowing)


class Memory(dict[str, Told]):
    """A function of one word as a self-filling dict; cleared when full, and overlong words are not cached."""

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
    """Compute on first use, and cache the result in the argument itself."""

    def ask(of: Asked) -> Told:
        known = of.known
        if ask in known:
            return known[ask]  # type: ignore[no-any-return]
        told = known[ask] = work(of)
        return told

    ask.__doc__, ask.__name__ = work.__doc__, work.__name__
    return ask
