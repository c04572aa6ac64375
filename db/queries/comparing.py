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
# Parts whose items have a name of their own, and what is said of it.
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
ALIKE, ALIKE_BY_PROOF = (
    0.5,
    0.2,
)  # shares of common words from which two claims are one: without and with a common proof
MOST = 60  # items of a part that are looked at; a model says far fewer


@dataclass(frozen=True, slots=True)
class Said:
    """`value` is a word of a closed list, or a text; `why` the reasons that were given."""

    value: str
    turns: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """`name` tells items of one part apart where they have names: the criterion, the kind of entity, the moment."""

    part: str
    name: str
    kind: Kind
    left: Said | None
    right: Said | None


def compare(left: Results, right: Results) -> list[Change]:
    """From the left one to the right one: `added` is what only the right one says."""
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
    """Texts have no names: those that are most alike are taken for one."""
    ones, others = (texts(part, side) for side in (left, right))
    scored = sorted(
        ((alike(one, other), i, j) for i, one in enumerate(ones) for j, other in enumerate(others)),
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


def alike(one: Said, other: Said) -> float:
    """0 where they are two claims."""
    if one.value == other.value:
        return 2.0
    first, second = words(one.value), words(other.value)
    share = len(first & second) / max(len(first | second), 1)
    needed = ALIKE_BY_PROOF if set(one.turns) & set(other.turns) else ALIKE
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
    return [item for item in stored if isinstance(item, Mapping)][:MOST]


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def turns(item: Mapping[str, Any]) -> tuple[int, ...]:
    cited = items(item.get("citations"))
    return tuple(sorted({turn for one in cited if isinstance(turn := one.get("turn"), int)}))
