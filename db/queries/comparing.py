"""Differences between two analyses of one call: claims added, dropped or changed, verdicts changed. Pure; its input is
stored JSON, so every field is checked.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Results = Mapping[str, Any]
Kind = Literal["same", "changed", "added", "dropped"]
KINDS: tuple[Kind, ...] = ("changed", "added", "dropped", "same")
# Parts whose items have a name: the fields of name and value.
NAMED = {
    "intent": ("", "value"),
    "services": ("value", "value"),
    "sentiment": ("moment", "value"),
    "criteria": ("criterion", "verdict"),
    "entities": ("kind", "value"),
}
FREE = {"summary": "sentences", "follow_ups": "", "unresolved_needs": "", "coaching": "", "upsell": ""}
PARTS = (
    "summary",
    "intent",
    "services",
    "criteria",
    "follow_ups",
    "unresolved_needs",
    "coaching",
    "upsell",
    "sentiment",
    "entities",
)
# Jaccard similarity of words from which two claims are the same: in general, and if they cite a common turn.
MIN_SIMILARITY, MIN_SIMILARITY_SAME_TURN = 0.5, 0.2
MAX_ITEMS = 60  # items compared per part; models return far fewer


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of an analysis. `value` is of a closed list or a text; `why` is the rationale."""

    value: str
    turns: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A difference. `name` identifies the item within its part, if items have names: criterion, kind of entity, moment."""

    part: str
    name: str
    kind: Kind
    left: Said | None
    right: Said | None


def compare(left: Results, right: Results) -> list[Change]:
    """Changes from left to right: `added` is only in the right one."""
    found = []
    for part in PARTS:
        changes = named(part, left, right) if part in NAMED else free(part, left, right)
        found += sorted(changes, key=lambda change: KINDS.index(change.kind))
    return found


def counts(changes: Iterable[Change]) -> dict[Kind, int]:
    seen = Counter(change.kind for change in changes)
    return {kind: seen[kind] for kind in KINDS}


def named(part: str, left: Results, right: Results) -> Iterator[Change]:
    sides = by_name(part, left), by_name(part, right)
    for name in dict.fromkeys((*sides[0], *sides[1])):
        one, other = (side.get(name) for side in sides)
        yield Change(part, name, kind_of(one, other), one, other)


def by_name(part: str, results: Results) -> dict[str, Said]:
    key, value = NAMED[part]
    found: dict[str, Said] = {}
    for item in items(results.get(part)):
        said = Said(text(item.get(value)), turns(item), text(item.get("rationale")))
        if said.value:
            found.setdefault(text(item.get(key)) if key else "", said)
    return found


def free(part: str, left: Results, right: Results) -> Iterator[Change]:
    """Texts have no names: the most similar ones are paired."""
    ones, others = (texts(part, side) for side in (left, right))
    scored = sorted(
        ((similarity(one, other), i, j) for i, one in enumerate(ones) for j, other in enumerate(others)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    taken: dict[int, int] = {}
    for score, i, j in scored:
        if score > 0 and i not in taken and j not in taken.values():
            taken[i] = j
    for i, one in enumerate(ones):
        match = others[taken[i]] if i in taken else None
        yield Change(part, "", kind_of(one, match), one, match)
    for j, other in enumerate(others):
        if j not in taken.values():
            yield Change(part, "", "added", None, other)


def texts(part: str, results: Results) -> list[Said]:
    stored = items(results.get(FREE[part] or part))
    return [Said(text(item.get("text")), turns(item)) for item in stored if text(item.get("text"))]


def similarity(one: Said, other: Said) -> float:
    """Similarity of two claims: 2 if equal, 0 if below the threshold, else the Jaccard index of their words."""
    if one.value == other.value:
        return 2.0
    first, second = words(one.value), words(other.value)
    share = len(first & second) / max(len(first | second), 1)
    needed = MIN_SIMILARITY_SAME_TURN if set(one.turns) & set(other.turns) else MIN_SIMILARITY
    return share if share >= needed else 0.0


def kind_of(one: Said | None, other: Said | None) -> Kind:
    if one is None:
        return "added"
    if other is None:
        return "dropped"
    return "same" if words(one.value) == words(other.value) else "changed"


def words(value: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", value.casefold())
    letters = "".join(c if c.isalnum() or c == "_" else " " for c in plain if not unicodedata.combining(c))
    return frozenset(letters.split())


def items(value: Any) -> list[Mapping[str, Any]]:
    stored = [value] if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [item for item in stored if isinstance(item, Mapping)][:MAX_ITEMS]


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def turns(item: Mapping[str, Any]) -> tuple[int, ...]:
    cited = items(item.get("citations"))
    return tuple(sorted({turn for one in cited if isinstance(turn := one.get("turn"), int)}))
