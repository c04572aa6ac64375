"""Matches a turn's words against the phrases of a lexicon: a trie of phrases, run as an automaton whose states are built lazily.

Each further word is a single dict look-up, however many phrases are in progress at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MAX_TRANSITIONS = 200_000

Atoms = tuple[str, ...]
"""What a word matches in phrases: itself, a prefix, a suffix, a substring."""


@dataclass(slots=True)
class Node:
    """A node of the phrase trie: its children, directly or after a gap, and the concepts of the phrases that end here."""

    children: dict[str, "Node"] = field(default_factory=dict)
    gaps: list[tuple[int, int, "Node"]] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)


Gap = tuple[int, int, Node]
"""A gap in progress: minimum and maximum number of words left, and the node it leads to."""


class State(dict[int, "State | None"]):
    """A set of trie nodes and gaps in progress. As a dict it is the transition function: the next word's symbol to the next state,
    or to None if no phrase continues.

    ``concepts`` are those of the phrases that end with the last word; ``ambiguous`` tells that several nodes contribute some.
    """

    __slots__ = ("_automaton", "_children", "_gaps", "ambiguous", "concepts")

    def __init__(self, automaton: "Automaton", nodes: tuple[Node, ...], gaps: tuple[Gap, ...]) -> None:
        super().__init__()
        gaps = (*gaps, *(gap for node in nodes for gap in node.gaps))
        self._automaton = automaton
        self._children = [node.children for node in nodes if node.children] + [
            after.children for least, _, after in gaps if not least
        ]
        self._gaps = tuple((max(0, least - 1), most - 1, after) for least, most, after in gaps if most)
        self.concepts = [concept for node in nodes for concept in node.concepts]
        self.ambiguous = len(nodes) > 1 and sum(bool(node.concepts) for node in nodes) > 1

    def __missing__(self, symbol: int) -> "State | None":
        atoms = self._automaton.atoms[symbol]
        nodes = (
            [children[atom] for atom in atoms for children in self._children if atom in children]
            if atoms
            else ()
        )
        self._automaton.count_transition()
        following = self[symbol] = (
            self._automaton.state(tuple(nodes), self._gaps) if nodes or self._gaps else None
        )
        return following


class Automaton:
    """The states reached so far, dropped when there are too many transitions. Its alphabet: words that match the same atoms are one symbol."""

    def __init__(self, root: Node) -> None:
        self.atoms: list[Atoms] = []
        self._symbols: dict[Atoms, int] = {}
        self._states: dict[tuple[object, ...], State] = {}
        self._transitions = 0
        self.start = State(self, (root,), ())

    def symbol_of(self, atoms: Atoms) -> int:
        symbol = self._symbols.setdefault(atoms, len(self.atoms))
        if symbol == len(self.atoms):
            self.atoms.append(atoms)
        return symbol

    def state(self, nodes: tuple[Node, ...], gaps: tuple[Gap, ...]) -> State | None:
        if not nodes and not gaps:
            return None
        key = (*map(id, nodes), *((least, most, id(after)) for least, most, after in gaps))
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = State(self, nodes, gaps)
        return state

    def count_transition(self) -> None:
        """Count a cached transition; when there are too many, drop all states."""
        self._transitions += 1
        if self._transitions > _MAX_TRANSITIONS:
            for state in (self.start, *self._states.values()):
                state.clear()
            self._states.clear()
            self._transitions = 0


def matches_in_order(node: Node, atoms: Sequence[Atoms], index: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the concepts on all paths from a node over the words, each with the index after it: shortest first, gaps last."""
    for concept in node.concepts:
        yield concept, index
    if index == len(atoms):
        return
    yield from _through_children(node, atoms, index)
    for least, most, after in node.gaps:
        for position in range(index + least, min(index + most + 1, len(atoms))):
            yield from _through_children(after, atoms, position)


def _through_children(node: Node, atoms: Sequence[Atoms], index: int) -> Iterator[tuple[str, int]]:
    for atom in atoms[index]:
        if atom in node.children:
            yield from matches_in_order(node.children[atom], atoms, index + 1)
