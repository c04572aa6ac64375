"""Dialogues of the demo and the times of calls, per line of business. The workshop's are here; other templates have their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Protocol, Self

from db.demo.dialogues import dialogues
from db.demo.people import Caller
from db.demo.rendering import Rendered, render


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Relative numbers of calls by weekday (Monday first) and by hour; `feast` is the factor for public holidays."""

    weekdays: Sequence[float] = (1.25, 1.05, 1.0, 1.0, 1.1, 0.45, 0.08)
    hours: Mapping[int, float] = field(
        default_factory=lambda: {
            8: 1.5, 9: 2.0, 10: 1.6, 11: 1.3, 12: 1.0, 13: 0.6, 14: 0.4,
            15: 0.9, 16: 1.4, 17: 1.5, 18: 1.0, 19: 0.4, 20: 0.15, 21: 0.08,
        }
    )  # fmt: skip
    feast: float = 0.05


class Repertoire(Protocol):
    """`weights`: relative frequency of each dialogue of a language. `render`: one dialogue filled in for a caller.
    `of`: the same, with this name of the business in the agent's mouth.
    """

    @property
    def rhythm(self) -> Rhythm: ...

    def of(self, business: str) -> Self: ...

    def weights(self, language: str) -> Sequence[float]: ...

    def render(self, place: int, caller: Caller, random: Random) -> Rendered: ...


@dataclass(frozen=True, slots=True)
class Written:
    """The dialogues of dialogues/LANGUAGE.toml, for workshops."""

    rhythm: Rhythm = field(default_factory=Rhythm)
    business: str = ""

    def of(self, business: str) -> Self:
        return replace(self, business=business)

    def weights(self, language: str) -> Sequence[float]:
        return [one.weight for one in dialogues(language)]

    def render(self, place: int, caller: Caller, random: Random) -> Rendered:
        return render(dialogues(caller.language)[place], caller, random, business=self.business)
