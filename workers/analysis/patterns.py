"""Phrases with wildcards, all matched in one pass over the words of a turn.

Patterns are written as spoken: ``cambi* [el|los] aceite``. ``word*`` is a prefix, ``*word`` a suffix, ``*word*`` a substring; ``a|b`` is
either; ``[a|b]`` is optional, ``[a b|c]`` too; ``*`` is any one word, ``..`` up to two and ``...`` up to five, never across a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from workers.analysis.memoization import MemoDict
from workers.analysis.phrase_automaton import Automaton, Node, matches_in_order
from workers.analysis.text import Words, split_words

GAPS = {"..": (0, 2), "...": (0, 5), "*": (1, 1)}
"""Wildcard slots, with the minimum and maximum number of words."""
_LONGEST_WORD = 40
_SLOT = re.compile(r"\[[^\[\]]*\](?!\S)|\S+")
_MAX_AMBIGUOUS = 20_000
_NONE_FOUND: list[str] = []


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
    """All phrases of a sector, compiled into one automaton. The atoms that a word matches are computed once and cached."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._root = Node()
        self._literals: set[str] = set()
        self._prefixes: set[str] = set()
        self._suffixes: set[str] = set()
        self._substrings: set[str] = set()
        for concept, patterns in phrases.items():
            for pattern in patterns:
                self._add(concept, pattern)
        self._affix_lengths = sorted({len(bare) for bare in self._prefixes | self._suffixes})
        self._automaton = Automaton(self._root)
        self._symbols = MemoDict(lambda word: self._automaton.symbol_of(self._atoms_of(word)))
        self._ambiguous: dict[tuple[int, ...], list[tuple[str, int]]] = {}

    def find(self, turn: int, words: Words) -> list[Hit]:
        """Try each word as the first of a phrase, and follow it as far as any phrase goes on; most fail at the next word already."""
        hits: list[Hit] = []
        symbols = [*map(self._symbols.__getitem__, words.words)]
        ends, end = iter(words.sentence_ends), -1
        for first, state in enumerate(map(self._automaton.start.__getitem__, symbols)):
            if first > end:
                end = next(ends)
            found, last, index, ambiguous = _NONE_FOUND, first, first, False
            while state is not None:
                index += 1
                if state.concepts:
                    ambiguous = ambiguous or state.ambiguous or last > first
                    found, last = state.concepts, index
                state = state[symbols[index]] if index <= end else None
            if ambiguous:
                in_order = self._matches_in_order(tuple(symbols[first:last]))
                hits += [Hit(concept, turn, first, first + size) for concept, size in in_order]
            elif found:
                hits += [Hit(concept, turn, first, last) for concept in found]
        return hits

    def _matches_in_order(self, symbols: tuple[int, ...]) -> list[tuple[str, int]]:
        """Concepts in priority order, if several phrases match the same words."""
        cached = self._ambiguous.get(symbols)
        if cached is None:
            if len(self._ambiguous) >= _MAX_AMBIGUOUS:
                self._ambiguous.clear()
            atoms = [self._automaton.atoms[symbol] for symbol in symbols]
            cached = self._ambiguous[symbols] = list(matches_in_order(self._root, atoms))
        return cached

    def _atoms_of(self, word: str) -> tuple[str, ...]:
        word = word[:_LONGEST_WORD]
        atoms = [word] if word in self._literals else []
        for cut in self._affix_lengths[: bisect_right(self._affix_lengths, len(word))]:
            if word[:cut] in self._prefixes:
                atoms.append(word[:cut] + "*")
            if word[-cut:] in self._suffixes:
                atoms.append("*" + word[-cut:])
        return (*atoms, *(f"*{part}*" for part in self._substrings if part in word))

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
        return node.children.setdefault(slot, Node())

    def _register(self, atom: str) -> None:
        bare = atom.strip("*")
        if atom.startswith("*") and atom.endswith("*"):
            self._substrings.add(bare)
        elif atom.startswith("*"):
            self._suffixes.add(bare)
        elif atom.endswith("*"):
            self._prefixes.add(bare)
        else:
            self._literals.add(bare)


def _expansions(concept: str, pattern: str) -> list[list[str]]:
    sequences: list[list[str]] = [[]]
    for slot in _SLOT.findall(pattern):
        choices = _choices(concept, pattern, slot)
        sequences = [sequence + choice for sequence in sequences for choice in choices]
    if not all(sequence and sequence[0] not in GAPS and sequence[-1] not in GAPS for sequence in sequences):
        raise PatternError(
            f"{concept}: «{pattern}» must begin and end with a word that cannot be missing or a gap", pattern
        )
    return sequences


def _choices(concept: str, pattern: str, slot: str) -> list[list[str]]:
    """What may stand there; in brackets each choice may be several words, or nothing."""
    if slot in GAPS:
        return [[slot]]
    optional = slot.startswith("[") and slot.endswith("]")
    bare = slot[1:-1] if optional else slot
    if "[" in bare or "]" in bare:
        raise PatternError(
            f"{concept}: «{bare}» in «{pattern}» opens a bracket that nothing closes, or closes none; write [word] or [one|other]",
            pattern,
        )
    choices = [
        [atom for word in choice.split() or [""] for atom in _atoms_of(concept, pattern, word)]
        for choice in bare.split("|")
    ]
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
