"""The way of a turn's words through the phrases of a lexicon: an automaton that is built as calls are read, and kept.

From a word where phrases may begin, each further word is one look into a dict, however many phrases are under way at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MOST_STEPS = 200_000

Atoms = tuple[str, ...]
"""What a word stands for in phrases: itself, a beginning, an end, a part."""


@dataclass(slots=True)
class Node:
    """A place in the trie of phrases: what may follow, at once or after a gap, and the concepts that are said here."""

    next: dict[str, "Node"] = field(default_factory=dict)
    gaps: list[tuple[int, int, "Node"]] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)


Wait = tuple[int, int, Node]
"""A gap under way: at least and at most how many more words it takes, and where it leads."""


class State(dict[int, "State | None"]):
    """The places that the words so far may have led to. As a dict: the next word's number to the next state, None where no phrase goes on.

    ``concepts`` is what the last word completes; ``several`` tells that more than one place does.
    """

    __slots__ = ("_left", "_ready", "_ways", "concepts", "several")

    def __init__(self, ways: "Ways", nodes: tuple[Node, ...], waits: tuple[Wait, ...]) -> None:
        super().__init__()
        waits = (*waits, *(gap for node in nodes for gap in node.gaps))
        self._ways = ways
        self._ready = [node.next for node in nodes if node.next] + [
            to.next for least, _, to in waits if not least
        ]
        self._left = tuple((max(0, least - 1), most - 1, to) for least, most, to in waits if most)
        self.concepts = [concept for node in nodes for concept in node.concepts]
        self.several = len(nodes) > 1 and sum(bool(node.concepts) for node in nodes) > 1

    def __missing__(self, word: int) -> "State | None":
        atoms = self._ways.atoms[word]
        nodes = [after[atom] for atom in atoms for after in self._ready if atom in after] if atoms else ()
        self._ways.count()
        following = self[word] = self._ways.state(tuple(nodes), self._left) if nodes or self._left else None
        return following


class Ways:
    """All states of a lexicon that calls have come to, forgotten when there are too many. Words are numbered by what they stand for."""

    def __init__(self, root: Node) -> None:
        self.atoms: list[Atoms] = []
        self._numbers: dict[Atoms, int] = {}
        self._states: dict[tuple[object, ...], State] = {}
        self._steps = 0
        self.start = State(self, (root,), ())

    def number(self, atoms: Atoms) -> int:
        known = self._numbers.setdefault(atoms, len(self.atoms))
        if known == len(self.atoms):
            self.atoms.append(atoms)
        return known

    def state(self, nodes: tuple[Node, ...], waits: tuple[Wait, ...]) -> State | None:
        if not nodes and not waits:
            return None
        key = (*map(id, nodes), *((least, most, id(after)) for least, most, after in waits))
        known = self._states.get(key)
        if known is None:
            known = self._states[key] = State(self, nodes, waits)
        return known

    def count(self) -> None:
        """Count a step that is kept; with the one too many, all are forgotten."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            for state in (self.start, *self._states.values()):
                state.clear()
            self._states.clear()
            self._steps = 0


def in_order(node: Node, atoms: Sequence[Atoms], index: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the concepts on all ways from a node over the words, each with the word after it: shortest way first, gaps last."""
    for concept in node.concepts:
        yield concept, index
    if index == len(atoms):
        return
    yield from _over(node, atoms, index)
    for least, most, after in node.gaps:
        for at in range(index + least, min(index + most + 1, len(atoms))):
            yield from _over(after, atoms, at)


def _over(node: Node, atoms: Sequence[Atoms], index: int) -> Iterator[tuple[str, int]]:
    for atom in atoms[index]:
        if atom in node.next:
            yield from in_order(node.next[atom], atoms, index + 1)
