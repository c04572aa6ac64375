"""What is asked on `/explore`: one figure, broken down by one trait of the calls or by two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard_app.call_filters import ANY
from dashboard_app.explore.traits import NAMES
from dashboard_app.metrics_of_reader import metrics_of_reader
from db.queries.metrics.definitions import Metric
from db.queries.metrics.keys import STRETCHES

PARTS = ("figure", "by", "split")  # as they stand in the address
FIRST = {"figure": "calls", "by": "day"}
COARSER = {"day": "week", "week": "month"}
DAYS = {"day": 1, "week": 7, "month": 28}
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Question:
    """`split` is empty where the figure is broken down only once. Time comes first: it is the horizontal axis."""

    metric: Metric
    by: str
    split: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.by, self.split) if self.split else (self.by,)

    @property
    def is_over_time(self) -> bool:
        return self.by in STRETCHES


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of an address, and the parts of the address that are left out."""

    question: Question
    unclear: Mapping[str, str]


def asked(query: Mapping[str, Any]) -> Asked:
    given = {name: value for name in PARTS if (value := str(query.get(name, "")).strip()) not in {"", ANY}}
    known = {name: value for name, value in given.items() if is_known(name, value)}
    chosen = {**FIRST, **known}
    question = in_order(metrics_of_reader()[chosen["figure"]], chosen["by"], chosen.get("split", ""))
    return Asked(question, {name: value for name, value in given.items() if name not in known})


def parts_of(question: Question) -> dict[str, str]:
    """As an address has them."""
    parts = {"figure": question.metric.name, "by": question.by, "split": question.split}
    return {name: value for name, value in parts.items() if value}


def is_known(name: str, value: str) -> bool:
    return value in (metrics_of_reader() if name == "figure" else NAMES)


def in_order(metric: Metric, by: str, split: str) -> Question:
    """The same twice, and two lengths of time, divide nothing further."""
    if split == by or (split in STRETCHES and by in STRETCHES):
        return Question(metric, by)
    return Question(metric, split, by) if split in STRETCHES else Question(metric, by, split)


def fitting(question: Question, days: int) -> Question:
    """With coarser columns where the period has too many of them for a chart."""
    while question.by in COARSER and days / DAYS[question.by] > MOST_COLUMNS:
        question = replace(question, by=COARSER[question.by])
    return question
