"""A call read once: the words of each turn and every concept found in them. Later questions use this, not the text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workers.analysis.assertion import Assertion, assertion_of
from workers.analysis.findings import Evidence
from workers.analysis.memoization import MemoDict
from workers.analysis.patterns import Hit
from workers.analysis.text import Words, split_words
from workers.analysis.transcript import Role, Transcript
from workers.analysis.vocabulary import Vocabulary

_QUOTE_LIMIT = 240
_NOTHING: Mapping[str, list[Hit]] = {}


@dataclass(slots=True)
class Reading:
    transcript: Transcript
    words: list[Words] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    by_turn: list[dict[str, list[Hit]]] = field(default_factory=list)
    families: list[dict[str, dict[str, list[Hit]]]] = field(default_factory=list)
    kinds: Mapping[str, str] = field(default_factory=dict)
    for_others: frozenset[str] = frozenset()
    turns_of: dict[Role, list[int]] = field(default_factory=lambda: {"user": [], "agent": []})
    agents_before: list[int | None] = field(default_factory=list)
    users: list[bool] = field(default_factory=list)
    turns_with: dict[str, list[int]] = field(default_factory=dict)
    cache: dict[Callable[..., Any], Any] = field(default_factory=dict)
    assertions: dict[tuple[int, int, int], Assertion] = field(default_factory=dict)

    def hits_of(self, concept: str) -> list[Hit]:
        return self.hits.get(concept, [])

    def in_turn(self, turn: int, concept: str) -> list[Hit]:
        return self.by_turn[turn].get(concept, [])

    def family(self, turn: int, name: str) -> Mapping[str, list[Hit]]:
        """Return the hits of one family of concepts: ``make``, ``service``, ``intent``…"""
        return self.families[turn].get(name, _NOTHING)

    def services(self, turn: int) -> Mapping[str, list[Hit]]:
        """Return the services named; a bare «service:» marks words that sound like a service but are none."""
        named = self.family(turn, "service")
        return {name: hits for name, hits in named.items() if name != "service:"} if named else _NOTHING

    def says(self, turn: int, *concepts: str) -> bool:
        return not self.by_turn[turn].keys().isdisjoint(concepts)

    def wishes(self, turn: int, *kinds: str) -> bool:
        """Tell whether the turn expresses an intent of one of these kinds."""
        return any(self.kinds.get(concept.split(":")[1]) in kinds for concept in self.family(turn, "intent"))

    def assertion(self, hit: Hit) -> Assertion:
        """Tell whether the words are affirmed, negated, past…; cached."""
        span = (hit.turn, hit.first, hit.last)
        cached = self.assertions.get(span)
        if cached is None:
            cached = self.assertions[span] = assertion_of(hit, self.words[hit.turn])
        return cached

    def is_user(self, turn: int) -> bool:
        return self.users[turn]

    def user_turns(self) -> list[int]:
        return self.turns_of["user"]

    def agent_turns(self) -> list[int]:
        return self.turns_of["agent"]

    def agent_before(self, turn: int) -> int | None:
        """Return the agent's previous turn."""
        return self.agents_before[turn]

    def evidence(self, hit: Hit) -> Evidence:
        return self.span(hit.turn, hit.first, hit.last)

    def span(self, turn: int, first: int, last: int) -> Evidence:
        """The words ``first`` to ``last`` (exclusive) of the turn at that index as evidence."""
        words = self.words[turn]
        start, end = words.starts[first], words.ends[last - 1]
        return Evidence(
            self.transcript.turns[turn].position, start, end, words.text[start:end][:_QUOTE_LIMIT]
        )

    def whole(self, turn: int) -> Evidence:
        text = self.transcript.turns[turn].text
        return Evidence(self.transcript.turns[turn].position, 0, len(text), text[:_QUOTE_LIMIT])


def read(transcript: Transcript, vocabulary: Vocabulary) -> Reading:
    reading = Reading(transcript, kinds=vocabulary.kinds, for_others=vocabulary.for_others)
    agents = reading.turns_of["agent"]
    for index, turn in enumerate(transcript.turns):
        words = split_words(turn.text)
        lexicon = vocabulary.caller if turn.role == "user" else vocabulary.agent
        reading.words.append(words)
        reading.users.append(turn.role == "user")
        reading.agents_before.append(agents[-1] if agents else None)
        reading.turns_of[turn.role].append(index)
        _keep(reading, index, lexicon.find(index, words))
    return reading


def _keep(reading: Reading, turn: int, hits: Iterable[Hit]) -> None:
    """Index the hits of the next turn by concept, turn and family."""
    found: dict[str, list[Hit]] = {}
    families: dict[str, dict[str, list[Hit]]] = {}
    for hit in hits:
        concept = hit.concept
        if concept in found:
            found[concept].append(hit)
        else:
            found[concept] = families.setdefault(_FAMILY[concept], {})[concept] = [hit]
    for concept, concept_hits in found.items():
        reading.hits.setdefault(concept, []).extend(concept_hits)
    for family in families:
        reading.turns_with.setdefault(family, []).append(turn)
    reading.by_turn.append(found)
    reading.families.append(families)


_FAMILY = MemoDict(lambda concept: concept.partition(":")[0])
