"""The price list: a dated data file, validated when read. Anything not listed has no known price."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.environment import ConfigurationError

DATED_MODEL = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """US dollars per million tokens."""

    input: Decimal
    cached_input: Decimal
    output: Decimal
    cache_write_factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Prices:
    """One edition. `carrier` and `agent` are US dollars per minute, by the name in the file."""

    effective_from: date
    eur_per_usd: Decimal
    carrier: Mapping[str, Decimal]
    agent: Mapping[str, Decimal]
    models: Mapping[str, ModelPrice]

    def model(self, name: str) -> ModelPrice | None:
        """Providers return dated names (`gpt-5.4-mini-2026-03-17`); they cost what the plain name costs."""
        return self.models.get(name) or self.models.get(DATED_MODEL.sub("", name))

    def dearest_model(self) -> ModelPrice:
        return max(self.models.values(), key=lambda price: price.output)


@functools.cache
def load_prices(path: Path) -> tuple[Prices, ...]:
    """All editions, oldest first."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        editions = [edition(item) for item in data["editions"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ArithmeticError) as error:
        raise ConfigurationError(f"{path}: not a price list: {type(error).__name__} {error}") from error
    if not editions or not all(item.models for item in editions):
        raise ConfigurationError(f"{path}: a price list needs an edition, and each edition a model")
    return tuple(sorted(editions, key=lambda item: item.effective_from))


def edition(data: Mapping[str, Any]) -> Prices:
    return Prices(
        effective_from=data["effective_from"],
        eur_per_usd=Decimal(data["eur_per_usd"]),
        carrier=decimals(data.get("carrier", {})),
        agent=decimals(data.get("agent", {})),
        models={name: ModelPrice(**decimals(price)) for name, price in data["models"].items()},
    )


def decimals(values: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in values.items()}


def prices_on(editions: tuple[Prices, ...], day: date) -> Prices:
    """The edition valid on that day; before the first one, the first."""
    return next((item for item in reversed(editions) if item.effective_from <= day), editions[0])
