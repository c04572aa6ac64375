"""Query parameters of a metric beside the filters: a comparison and breakdowns."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from dashboard_app.filters import Filters, words
from db.queries.metrics.keys import ASKABLE

MAX_KEYS = 2


def known_keys(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) > MAX_KEYS or set(names) - ASKABLE.keys():
        raise ValueError(f"must be one or two of {', '.join(ASKABLE)}")
    return names


class MetricQuery(Filters):
    """`compare` adds the same weekdays before; `by` breaks down by trait or period."""

    compare: bool = False
    by: Annotated[tuple[str, ...], BeforeValidator(words), AfterValidator(known_keys)] = ()
