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
from workers.sectors.schema import AmbiguousNames

_QUOTE_LIMIT = 240
_NOTHING: Mapping[str, list[Hit]] = {}


@dataclass(slots=True)
class Reading:
    """``words``, ``hits_by_turn`` and ``families`` have an item per turn, ``hits`` those of the whole call by concept.

    Turns are named by their index. ``for_others`` are the intents that may be on somebody else's behalf; ``cache`` holds the results of
    ``cached_in_owner``.
    """

    transcript: Transcript
    words: list[Words] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    hits_by_turn: list[dict[str, list[Hit]]] = field(default_factory=list)
    families: list[dict[str, dict[str, list[Hit]]]] = field(default_factory=list)
    for_others: frozenset[str] = frozenset()
    ambiguous: AmbiguousNames = field(default_factory=AmbiguousNames)
    turns_by_role: dict[Role, list[int]] = field(default_factory=lambda: {"user": [], "agent": []})
    previous_agent_turns: list[int | None] = field(default_factory=list)
    users: list[bool] = field(default_factory=list)
    turns_by_family: dict[str, list[int]] = field(default_factory=dict)
    cache: dict[Callable[..., Any], Any] = field(default_factory=dict)
    assertions: dict[tuple[int, int, int], Assertion] = field(default_factory=dict)

    def hits_of(self, concept: str) -> list[Hit]:
        return self.hits.get(concept, [])

    def in_turn(self, turn: int, concept: str) -> list[Hit]:
        return self.hits_by_turn[turn].get(concept, [])

    def family(self, turn: int, name: str) -> Mapping[str, list[Hit]]:
        """Return the hits of one family of concepts: ``make``, ``service``, ``intent``…"""
        return self.families[turn].get(name, _NOTHING)

    def services(self, turn: int) -> Mapping[str, list[Hit]]:
        """Return the services named; a bare «service:» marks words that sound like a service but are none."""
        named = self.family(turn, "service")
        return {name: hits for name, hits in named.items() if name != "service:"} if named else _NOTHING

    def says(self, turn: int, *concepts: str) -> bool:
        return not self.hits_by_turn[turn].keys().isdisjoint(concepts)

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
        return self.turns_by_role["user"]

    def agent_turns(self) -> list[int]:
        return self.turns_by_role["agent"]

    def agent_before(self, turn: int) -> int | None:
        """Return the agent's previous turn."""
        return self.previous_agent_turns[turn]

    def evidence(self, hit: Hit) -> Evidence:
        return self.span_evidence(hit.turn, hit.first, hit.last)

    def span_evidence(self, turn: int, first: int, last: int) -> Evidence:
        """The words ``first`` to ``last`` (exclusive) of the turn at that index as evidence."""
        words = self.words[turn]
        start, end = words.starts[first], words.ends[last - 1]
        return Evidence(
            self.transcript.turns[turn].position, start, end, words.text[start:end][:_QUOTE_LIMIT]
        )

    def turn_evidence(self, turn: int) -> Evidence:
        text = self.transcript.turns[turn].text
        return Evidence(self.transcript.turns[turn].position, 0, len(text), text[:_QUOTE_LIMIT])


def read(transcript: Transcript, vocabulary: Vocabulary) -> Reading:
    reading = Reading(transcript, for_others=vocabulary.for_others, ambiguous=vocabulary.ambiguous)
    agents = reading.turns_by_role["agent"]
    for index, turn in enumerate(transcript.turns):
        words = split_words(turn.text)
        lexicon = vocabulary.caller if turn.role == "user" else vocabulary.agent
        reading.words.append(words)
        reading.users.append(turn.role == "user")
        reading.previous_agent_turns.append(agents[-1] if agents else None)
        reading.turns_by_role[turn.role].append(index)
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
        reading.turns_by_family.setdefault(family, []).append(turn)
    reading.hits_by_turn.append(found)
    reading.families.append(families)


_FAMILY = MemoDict(lambda concept: concept.partition(":")[0])
