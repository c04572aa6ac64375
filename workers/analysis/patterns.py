"""Phrases with wildcards, all matched in one pass over the words of a turn.

A pattern is written as it is said: ``cambi* [el|los] aceite``. ``word*`` is a beginning, ``*word`` an end, ``*word*`` a part;
``a|b`` is either; ``[a|b]`` may be missing; ``*`` is any one word, ``..`` up to two and ``...`` up to five, never across a sentence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workers.analysis.text import SENTENCE, Words, split_words

GAPS = {"..": (0, 2), "...": (0, 5), "*": (1, 1)}
"""Slots that stand for any words: at least and at most how many."""
_MEMO_LIMIT = 50_000


class PatternError(ValueError):
    """A phrase of a template that cannot be read."""

    def __init__(self, message: str, pattern: str) -> None:
        self.pattern = pattern
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Hit:
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


class Lexicon:
    """Every phrase of a sector in one trie. What a word may stand for is worked out once and remembered."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        self._literals: set[str] = set()
        self._heads: set[str] = set()
        self._tails: set[str] = set()
        self._parts: set[str] = set()
        self._memo: dict[str, tuple[str, ...]] = {}
        self._starts: dict[str, tuple[_Node, ...]] = {}
        for concept, patterns in phrases.items():
            for pattern in patterns:
                self._add(concept, pattern)

    def find(self, turn: int, words: Words) -> list[Hit]:
        hits: list[Hit] = []
        starts = self._starts
        for index, word in enumerate(words.words):
            nodes = starts.get(word)
            if nodes is None:
                nodes = self._remember_start(word)
            for node in nodes:
                for concept, last in self._walk(node, index + 1, words):
                    hits.append(Hit(concept, turn, index, last))
        return hits

    def _remember_start(self, word: str) -> tuple[_Node, ...]:
        if len(self._starts) >= _MEMO_LIMIT:
            self._starts.clear()
        nodes = tuple(self._root.next[atom] for atom in self._remember(word) if atom in self._root.next)
        self._starts[word] = nodes
        return nodes

    def _walk(self, node: _Node, index: int, words: Words) -> Iterator[tuple[str, int]]:
        for concept in node.concepts:
            yield concept, index
        if index >= len(words.words) or words.breaks[index - 1] >= SENTENCE:
            return
        yield from self._step(node, index, words)
        for least, most, after in node.gaps:
            for end in range(index, min(index + most + 1, len(words.words))):
                if end > index and words.breaks[end - 1] >= SENTENCE:
                    break
                if end >= index + least:
                    yield from self._step(after, end, words)

    def _step(self, node: _Node, index: int, words: Words) -> Iterator[tuple[str, int]]:
        word = words.words[index]
        atoms = self._memo.get(word)
        for atom in self._remember(word) if atoms is None else atoms:
            following = node.next.get(atom)
            if following is not None:
                yield from self._walk(following, index + 1, words)

    def _remember(self, word: str) -> tuple[str, ...]:
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        atoms = tuple(self._atoms(word[:40]))
        self._memo[word] = atoms
        return atoms

    def _atoms(self, word: str) -> Iterator[str]:
        if word in self._literals:
            yield word
        size = len(word)
        for cut in range(1, size + 1):
            if word[:cut] in self._heads:
                yield word[:cut] + "*"
            if word[-cut:] in self._tails:
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
