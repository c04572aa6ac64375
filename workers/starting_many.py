"""Starts the analyses of several calls, one after another, until one fails for a reason that all that follow would meet too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from workers.errors import (
    AnalysisRefusedError,
    BudgetExceededError,
    ProviderSuspendedError,
    QueueUnavailableError,
)

HOPELESS = (BudgetExceededError, ProviderSuspendedError, QueueUnavailableError)


@dataclass(slots=True)
class Begun:
    """`refused`: calls by the code of their refusal. `hopeless`: the code that ended it, empty if nothing did."""

    started: list[UUID] = field(default_factory=list)
    refused: dict[str, list[UUID]] = field(default_factory=dict)
    hopeless: str = ""


def start_each(start: Callable[[UUID], object], ids: Sequence[UUID]) -> Begun:
    begun = Begun()
    for place, one in enumerate(ids):
        try:
            start(one)
            begun.started.append(one)
        except AnalysisRefusedError as error:
            is_hopeless = isinstance(error, HOPELESS)
            begun.refused.setdefault(error.code, []).extend(ids[place:] if is_hopeless else [one])
            if is_hopeless:
                begun.hopeless = error.code
                break
    return begun
