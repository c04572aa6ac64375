"""The answer to a question: a figure for each value, in the order in which a chart or a table has them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from dashboard_app.explore.question import Question
from dashboard_app.explore.traits import IN_ORDER, name_of, place_of
from db.queries.metrics.figures import Figure

Value = Any  # of a trait; None where it is not known
Key = tuple[Value, ...]  # a value for each key of the question
Found = Mapping[Key, Figure]


@dataclass(frozen=True)
class Answer:
    """`found`: only where there is something to count. `columns`: first day and label of each, over time. `href`: to the calls behind a figure."""

    question: Question
    found: Found
    columns: Mapping[date, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    href: Callable[[Key], str] = lambda _key: ""

    def name(self, place: int, value: Value) -> str:
        """`place`: of the key among the question's."""
        if place == 0 and self.question.is_over_time:
            return self.columns[value]
        return name_of(self.question.keys[place], value, self.agents)

    @cached_property
    def ranked(self) -> tuple[Sequence[Value], ...]:
        """For each key its values, those with the most calls first."""
        return tuple(by_calls(self.found, place) for place, _key in enumerate(self.question.keys))

    def shown(self, place: int, most: int) -> list[Value]:
        """At most so many values, those with the most calls: in their own order if they have one."""
        values, trait = self.ranked[place], self.question.keys[place]
        # A last one needs no «1 more».
        kept = list(values[: len(values) if len(values) == most + 1 else most])
        return sorted(kept, key=lambda value: place_of(trait, value)) if trait in IN_ORDER else kept


def without_gaps(trait: str, values: Sequence[Value]) -> list[Value]:
    """Every weekday, and every hour from the first to the last: a table with two axes has them all."""
    known = [value for value in values if value is not None]
    if not known or trait not in {"weekday", "hour"}:
        return list(values)
    return list(range(1, 8) if trait == "weekday" else range(min(known), max(known) + 1))


def with_calls(found: Found) -> Found:
    return {key: figure for key, figure in found.items() if figure.n}


def by_calls(found: Found, place: int) -> list[Value]:
    calls: dict[Value, int] = {}
    for key, figure in found.items():
        calls[key[place]] = calls.get(key[place], 0) + figure.n
    return sorted(calls, key=lambda value: (-calls[value], value is None, str(value)))


def number(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)


def highest(figures: Iterable[Figure]) -> float:
    """What a bar's or a colour's full strength stands for: never zero."""
    return max((found for one in figures if (found := number(one)) is not None), default=0) or 1
