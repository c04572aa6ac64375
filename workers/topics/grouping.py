"""Phrases that the same callers say are one topic. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workers.topics.phrases import Phrase

SAME = 0.8  # of the callers of the rarer phrase say both
AS_GOOD = 0.7  # of the callers of the surest phrase say the longer one
MAX_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """Phrases that mostly the same callers say; `others` are the less telling ones."""

    phrase: Phrase
    others: tuple[Phrase, ...] = ()


def topics(phrases: Sequence[Phrase], said_by: Mapping[Phrase, frozenset[str]]) -> list[Topic]:
    """Groups phrases, the surest first. A topic is named by its longest phrase that nearly as many say as the surest one."""
    groups: list[list[Phrase]] = []
    for phrase in phrases:
        home = next((group for group in groups if overlap(said_by[phrase], said_by[group[0]]) >= SAME), None)
        if home is None:
            groups.append([phrase])
        else:
            home.append(phrase)
    return [named(group, said_by) for group in groups]


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The overlap coefficient (Szymkiewicz and Simpson)."""
    return len(one & other) / min(len(one), len(other))


def named(group: Sequence[Phrase], said_by: Mapping[Phrase, frozenset[str]]) -> Topic:
    """Of longer phrases, the one with the rarer words says more: «pasar la revisión» rather than «hora para pasar»."""
    enough = AS_GOOD * len(said_by[group[0]])
    length = max(len(phrase) for phrase in group if len(said_by[phrase]) >= enough)
    longest = [phrase for phrase in group if len(phrase) == length and len(said_by[phrase]) >= enough]
    best = longest[0] if length == 1 else min(longest, key=lambda phrase: frequency(phrase, said_by))
    return Topic(best, tuple(distinct(best, group))[:MAX_OTHERS])


def frequency(phrase: Phrase, said_by: Mapping[Phrase, frozenset[str]]) -> int:
    """Of its first and its last word together."""
    return sum(len(said_by.get((word,), ())) for word in (phrase[0], phrase[-1]))


def distinct(best: Phrase, group: Iterable[Phrase]) -> Iterator[Phrase]:
    """The other phrases, each with words of its own."""
    seen = set(best)
    for phrase in group:
        if seen.isdisjoint(phrase):
            seen.update(phrase)
            yield phrase
