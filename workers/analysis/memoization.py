"""Memoization: results per word, shared by all calls, and results per turn or call, kept with it.

Calls repeat the same few thousand words, so most of what concerns a single word is looked up rather than computed.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

_MAX_WORDS, _LONGEST_WORD = 50_000, 40
Result = TypeVar("Result")


class HasCache(Protocol):
    """Something that carries its own cache: the words of a turn, the reading of a call."""

    cache: dict[Callable[..., Any], Any]


Owner = TypeVar("Owner", bound=HasCache)


class MemoDict(dict[str, Result]):
    """A function of one word as a dict that fills itself; cleared when full, and overlong words are not cached."""

    def __init__(self, function: Callable[[str], Result]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> Result:
        result = self._function(word)
        if len(word) <= _LONGEST_WORD:
            if len(self) >= _MAX_WORDS:
                self.clear()
            self[word] = result
        return result


def cached_in_owner(function: Callable[[Owner], Result]) -> Callable[[Owner], Result]:
    """Cache the result in the argument itself, which so takes it along when it is dropped."""

    def cached(owner: Owner) -> Result:
        cache = owner.cache
        if cached in cache:
            return cache[cached]  # type: ignore[no-any-return]
        result = cache[cached] = function(owner)
        return result

    cached.__doc__, cached.__name__ = function.__doc__, function.__name__
    return cached
