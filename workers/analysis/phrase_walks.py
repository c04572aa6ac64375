"""Matches a turn's words against the phrases of a lexicon, with an automaton that is built lazily and kept.

Each further word is a single dict look-up, however many phrases are in progress at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MOST_STEPS = 200_000

Atoms = tuple[str, ...]
"""What a word matches in phrases: itself, a prefix, a suffix, a substring."""


@dataclass(slots=True)
class Node:
    """A node of the phrase trie: its successors, directly or after a gap, and the concepts completed here."""

    next: dict[str, "Node"] = field(default_factory=dict)
    gaps: list[tuple[int, int, "Node"]] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)


Wait = tuple[int, int, Node]
"""A gap in progress: minimum and maximum number of words left, and where it leads."""


class State(dict[int, "State | None"]):
    """A set of trie positions; as a dict, it maps the next word's number to the next state, or to None if no phrase continues.

    ``concepts`` are those completed by the last word; ``several`` tells that more than one node completes some.
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
    """All states reached so far, dropped when there are too many. Words are numbered by the atoms they match."""

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
        """Count a cached transition; when there are too many, drop all states."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            for state in (self.start, *self._states.values()):
                state.clear()
            self._states.clear()
            self._steps = 0


def in_order(node: Node, atoms: Sequence[Atoms], index: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the concepts on all paths from a node over the words, each with the index after it: shortest first, gaps last."""
    for concept in node.concepts:
        yield concept, index
    if index == len(atoms):
        return
    yield from _over(node, atoms, index)
    for least, most, after in node.gaps:
        for position in range(index + least, min(index + most + 1, len(atoms))):
            yield from _over(after, atoms, position)


def _over(node: Node, atoms: Sequence[Atoms], index: int) -> Iterator[tuple[str, int]]:
    for atom in atoms[index]:
        if atom in node.next:
            yield from in_order(node.next[atom], atoms, index + 1)
