"""Phrases with wildcards, all matched in one pass over the words of a turn.

Patterns are written as spoken: ``cambi* [el|los] aceite``. ``word*`` is a prefix, ``*word`` a suffix, ``*word*`` a substring; ``a|b`` is
either; ``[a|b]`` is optional; ``*`` is any one word, ``..`` up to two and ``...`` up to five, never across a sentence.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from workers.analysis.memory import Memory
from workers.analysis.phrase_walks import Node, State, Ways, in_order
from workers.analysis.text import Words, split_words

GAPS = {"..": (0, 2), "...": (0, 5), "*": (1, 1)}
"""Wildcard slots, with the minimum and maximum number of words."""
_LONGEST_WORD = 40
_MOST_SEVERAL = 20_000


class PatternError(ValueError):
    """An invalid phrase in a template."""

    def __init__(self, message: str, pattern: str) -> None:
        self.pattern = pattern
        super().__init__(message)


class Hit(NamedTuple):
    """A concept expressed by the words ``first`` to ``last`` (exclusive) of a turn."""

    concept: str
    turn: int
    first: int
    last: int


class Lexicon:
    """Every phrase of a sector in one trie. The atoms a word can stand for are computed once and cached."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._root = Node()
        self._literals: set[str] = set()
        self._heads: set[str] = set()
        self._tails: set[str] = set()
        self._parts: set[str] = set()
        for concept, patterns in phrases.items():
            for pattern in patterns:
                self._add(concept, pattern)
        self._sizes = sorted({len(bare) for bare in self._heads | self._tails})
        self._ways = Ways(self._root)
        self._numbers = Memory(lambda word: self._ways.number(self._atoms_of(word)))
        self._several: dict[tuple[int, ...], list[tuple[str, int]]] = {}

    def find(self, turn: int, words: Words) -> list[Hit]:
        """Try each word as the first of a phrase; most candidates fail at the next word already."""
        hits: list[Hit] = []
        numbers = [*map(self._numbers.__getitem__, words.words)]
        start, first = self._ways.start, 0
        for stop in words.stops:
            for index in range(first, stop + 1):
                state = start[numbers[index]]
                if state is None or not (
                    state.concepts or (index < stop and state[numbers[index + 1]] is not None)
                ):
                    continue
                for concept, size in self._said(state, numbers, index, stop):
                    hits.append(Hit(concept, turn, index, index + size))
            first = stop + 1
        return hits

    def _said(self, state: State | None, numbers: list[int], first: int, stop: int) -> list[tuple[str, int]]:
        """Return the concepts of the phrases that begin at ``first``, each with its length in words."""
        found: list[tuple[str, int]] = []
        index, several = first, False
        while state is not None:
            if state.concepts:
                several = several or state.several or bool(found)
                found = [(concept, index + 1 - first) for concept in state.concepts]
            index += 1
            state = state[numbers[index]] if index <= stop else None
        return self._ordered(tuple(numbers[first : first + found[0][1]])) if several else found

    def _ordered(self, numbers: tuple[int, ...]) -> list[tuple[str, int]]:
        """Concepts in priority order, if several phrases match the same words."""
        known = self._several.get(numbers)
        if known is None:
            if len(self._several) >= _MOST_SEVERAL:
                self._several.clear()
            atoms = [self._ways.atoms[number] for number in numbers]
            known = self._several[numbers] = list(in_order(self._root, atoms))
        return known

    def _atoms_of(self, word: str) -> tuple[str, ...]:
        word = word[:_LONGEST_WORD]
        atoms = [word] if word in self._literals else []
        for cut in self._sizes[: bisect_right(self._sizes, len(word))]:
            if word[:cut] in self._heads:
                atoms.append(word[:cut] + "*")
            if word[-cut:] in self._tails:
                atoms.append("*" + word[-cut:])
        return (*atoms, *(f"*{part}*" for part in self._parts if part in word))

    def _add(self, concept: str, pattern: str) -> None:
        for sequence in _expansions(concept, pattern):
            node = self._root
            for slot in sequence:
                node = self._follow(node, slot)
            if concept not in node.concepts:
                node.concepts.append(concept)

    def _follow(self, node: Node, slot: str) -> Node:
        if slot in GAPS:
            least, most = GAPS[slot]
            after = next((to for low, high, to in node.gaps if (low, high) == (least, most)), None)
            if after is None:
                after = Node()
                node.gaps.append((least, most, after))
            return after
        self._register(slot)
        return node.next.setdefault(slot, Node())

    def _register(self, atom: str) -> None:
        bare = atom.strip("*")
        if atom.startswith("*") and atom.endswith("*"):
            self._parts.add(bare)
        elif atom.startswith("*"):
            self._tails.add(bare)
        elif atom.endswith("*"):
            self._heads.add(bare)
        else:
            self._literals.add(bare)


def _expansions(concept: str, pattern: str) -> list[list[str]]:
    sequences: list[list[str]] = [[]]
    for slot in pattern.split():
        choices = _choices(concept, pattern, slot)
        sequences = [sequence + choice for sequence in sequences for choice in choices]
    if not all(sequence and sequence[0] not in GAPS and sequence[-1] not in GAPS for sequence in sequences):
        raise PatternError(
            f"{concept}: «{pattern}» must begin and end with a word that cannot be missing or a gap", pattern
        )
    return sequences


def _choices(concept: str, pattern: str, slot: str) -> list[list[str]]:
    if slot in GAPS:
        return [[slot]]
    optional = slot.startswith("[") and slot.endswith("]")
    choices = [_atoms_of(concept, pattern, choice) for choice in slot.strip("[]").split("|")]
    return [*choices, []] if optional else choices


def _atoms_of(concept: str, pattern: str, choice: str) -> list[str]:
    words = split_words(choice).words
    if not words:
        raise PatternError(
            f"{concept}: «{choice}» in «{pattern}» is no word; write letters or digits, with * only at its ends",
            pattern,
        )
    if choice.startswith("*"):
        words[0] = "*" + words[0]
    if choice.endswith("*"):
        words[-1] += "*"
    return words
