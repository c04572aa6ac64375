"""Memoization: results per word, shared by all calls, and results per turn or call, kept with it.

Calls repeat the same few thousand words, so most of what concerns a single word is looked up rather than computed.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

_MOST, _LONGEST = 50_000, 40
Result = TypeVar("Result")


class HasCache(Protocol):
    """Something that carries its own cache: the words of a turn, the reading of a call."""

    known: dict[Callable[..., Any], Any]


Owner = TypeVar("Owner", bound=HasCache)


class Memory(dict[str, Result]):
    """A function of one word as a self-filling dict; cleared when full, and overlong words are not cached."""

    def __init__(self, work: Callable[[str], Result]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> Result:
        result = self._work(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = result
        return result


def once(work: Callable[[Owner], Result]) -> Callable[[Owner], Result]:
    """Compute on first use, and cache the result in the argument itself."""

    def cached(owner: Owner) -> Result:
        known = owner.known
        if cached in known:
            return known[cached]  # type: ignore[no-any-return]
        result = known[cached] = work(owner)
        return result

    cached.__doc__, cached.__name__ = work.__doc__, work.__name__
    return cached
