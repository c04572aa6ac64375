"""Phrases with wildcards, all matched in one pass over the words of a turn.

A pattern is written as it is said: ``cambi* [el|los] aceite``. ``word*`` is a beginning, ``*word`` an end, ``*word*`` a part;
``a|b`` is either; ``[a|b]`` may be missing; ``*`` is any one word, ``..`` up to two and ``...`` up to five, never across a sentence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from workers.analysis.memory import Memory
from workers.analysis.text import SENTENCE, Words, split_words

GAPS = {"..": (0, 2), "...": (0, 5), "*": (1, 1)}
"""Slots that stand for any words: at least and at most how many."""
_LONGEST_WORD = 40


class PatternError(ValueError):
    """A phrase of a template that cannot be read."""

    def __init__(self, message: str, pattern: str) -> None:
        self.pattern = pattern
        super().__init__(message)


class Hit(NamedTuple):
    """A concept said in the words ``first`` to ``last`` (exclusive) of a turn."""

    concept: str
    turn: int
    first: int
    last: int


@dataclass(slots=True)
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    gaps: list[tuple[int, int, "_Node"]] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)


class _Start:
    """Where the phrases that begin with a word can go from it: most words that follow lead nowhere, which one look tells."""

    __slots__ = ("_far", "_near", "_whole", "nodes")

    def __init__(self, nodes: tuple[_Node, ...]) -> None:
        self.nodes = nodes
        self._whole = any(node.concepts for node in nodes)
        self._near = frozenset(atom for node in nodes for atom in node.next)
        self._far = frozenset(atom for node in nodes for _, _, after in node.gaps for atom in after.next)

    def may_go_on(self, following: tuple[str, ...], said: set[str]) -> bool:
        """``following`` is what the next word stands for, ``said`` what any word of the turn does."""
        return self._whole or not self._near.isdisjoint(following) or not self._far.isdisjoint(said)


class _Walk:
    """The ways through the trie that the words of a turn go: ``found`` gathers concepts, each with the word after it."""

    __slots__ = ("_atoms", "_breaks", "_last", "found")

    def __init__(self, words: Words, atoms: list[tuple[str, ...]]) -> None:
        self._atoms = atoms
        self._breaks = words.breaks
        self._last = len(words.words) - 1
        self.found: list[tuple[str, int]] = []

    def from_node(self, node: _Node, index: int) -> None:
        """Go on from a node that was reached by the word before ``index``."""
        for concept in node.concepts:
            self.found.append((concept, index))
        if self._breaks[index - 1] >= SENTENCE:
            return
        following = node.next
        for atom in self._atoms[index]:
            if atom in following:
                self.from_node(following[atom], index + 1)
        for least, most, after in node.gaps:
            self._over_gap(after.next, index, least, most)

    def _over_gap(self, following: dict[str, _Node], index: int, least: int, most: int) -> None:
        for at in range(index, min(index + most, self._last) + 1):
            if at >= index + least:
                for atom in self._atoms[at]:
                    if atom in following:
                        self.from_node(following[atom], at + 1)
            if self._breaks[at] >= SENTENCE:
                return


class Lexicon:
    """Every phrase of a sector in one trie. What a word may stand for is worked out once and remembered."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        self._literals: set[str] = set()
        self._heads: set[str] = set()
        self._tails: set[str] = set()
        self._parts: set[str] = set()
        self._atoms = Memory(self._atoms_of)
        self._starts = Memory(self._start_of)
        for concept, patterns in phrases.items():
            for pattern in patterns:
                self._add(concept, pattern)
        self._sizes = sorted({len(bare) for bare in self._heads | self._tails})

    def find(self, turn: int, words: Words) -> list[Hit]:
        hits: list[Hit] = []
        atoms = [*map(self._atoms.__getitem__, words.words), ()]
        said = set(chain.from_iterable(atoms))
        walk = _Walk(words, atoms)
        for index, start in enumerate(map(self._starts.__getitem__, words.words)):
            if start is None or not start.may_go_on(atoms[index + 1], said):
                continue
            for node in start.nodes:
                walk.from_node(node, index + 1)
            if walk.found:
                hits += [Hit(concept, turn, index, last) for concept, last in walk.found]
                walk.found.clear()
        return hits

    def _start_of(self, word: str) -> "_Start | None":
        following = self._root.next
        nodes = tuple(following[atom] for atom in self._atoms[word] if atom in following)
        return _Start(nodes) if nodes else None

    def _atoms_of(self, word: str) -> tuple[str, ...]:
        return tuple(self._stands_for(word[:_LONGEST_WORD]))

    def _stands_for(self, word: str) -> Iterator[str]:
        if word in self._literals:
            yield word
        for cut in self._sizes:
            if word[:cut] in self._heads and cut <= len(word):
                yield word[:cut] + "*"
            if word[-cut:] in self._tails and cut <= len(word):
                yield "*" + word[-cut:]
        for part in self._parts:
            if part in word:
                yield f"*{part}*"

    def _add(self, concept: str, pattern: str) -> None:
        for sequence in _expansions(concept, pattern):
            node = self._root
            for slot in sequence:
                node = self._follow(node, slot)
            if concept not in node.concepts:
                node.concepts.append(concept)

    def _follow(self, node: _Node, slot: str) -> _Node:
        if slot in GAPS:
            least, most = GAPS[slot]
            after = next((to for low, high, to in node.gaps if (low, high) == (least, most)), None)
            if after is None:
                after = _Node()
                node.gaps.append((least, most, after))
            return after
        self._register(slot)
        return node.next.setdefault(slot, _Node())

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
