"""Costs of calls and analyses: pure arithmetic on facts and prices. An unknown price gives an unknown amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from workers.prices import ModelPrice, Prices

MILLION = Decimal(1_000_000)
CENT_FRACTION = Decimal("0.000001")  # what the ledger keeps
BATCH_SHARE = Decimal("0.5")  # of the list price, for input and output alike
CHARACTERS_PER_TOKEN = 3  # fewer than models need in these languages: estimates should not fall short


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as providers count them: `cached` and `cache_write` are parts of `input`, `reasoning` is part of `output`.

    Some compatible servers count the cache beside `input`. `cached` is None where a server does not say: all input is then priced in full.
    """

    input_tokens: int = 0
    cached_tokens: int | None = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*((getattr(self, name) or 0) + (getattr(other, name) or 0) for name in self.__slots__))


def model_cost_eur(usage: Usage, price: ModelPrice, prices: Prices) -> Decimal:
    cached = usage.cached_tokens or 0
    of_cache = cached + usage.cache_write_tokens
    plain = usage.input_tokens - (of_cache if of_cache <= usage.input_tokens else 0)
    dollars = plain * price.input + cached * price.cached_input
    dollars += usage.cache_write_tokens * price.input * price.cache_write_factor
    dollars += usage.output_tokens * price.output
    return in_euros(dollars / MILLION, prices)


def estimated_usage(characters: int, max_output_tokens: int) -> Usage:
    """The maximum usage of one request."""
    return Usage(input_tokens=ceil(characters / CHARACTERS_PER_TOKEN), output_tokens=max_output_tokens)


def in_euros(dollars: Decimal, prices: Prices) -> Decimal:
    return (dollars * prices.eur_per_usd).quantize(CENT_FRACTION)


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Seconds of each leg; None if there was no such leg."""

    direction: str
    connected_seconds: float | None
    streamed_seconds: float | None
    forwarded_seconds: float | None
    has_carrier: bool = True  # a browser's call is free of it


@dataclass(frozen=True, slots=True)
class Estimate:
    """`amount` in euros; None if the price list has no price."""

    kind: str
    amount: Decimal | None
    quantity: Decimal
    unit: str
    usd_per_unit: Decimal | None


def call_costs(times: CallTimes, prices: Prices) -> list[Estimate]:
    """One line for each leg that existed."""
    carrier, agent = prices.carrier, prices.agent
    lines = [
        by_minute(
            "carrier_call", times.connected_seconds, carrier.get(f"{times.direction}_per_minute"), prices
        ),
        by_minute(
            "carrier_media_stream", times.streamed_seconds, carrier.get("media_stream_per_minute"), prices
        ),
        by_minute("carrier_forward", times.forwarded_seconds, carrier.get("forward_per_minute"), prices),
        by_second("agent_minutes", times.streamed_seconds, agent.get("per_minute"), prices),
    ]
    return [line for line in present(lines) if times.has_carrier or not line.kind.startswith("carrier_")]


def by_minute(kind: str, seconds: float | None, price: Decimal | None, prices: Prices) -> Estimate | None:
    """Carriers round each leg up to whole minutes."""
    return None if seconds is None else estimate(kind, Decimal(ceil(seconds / 60)), price, prices)


def by_second(kind: str, seconds: float | None, price: Decimal | None, prices: Prices) -> Estimate | None:
    return None if seconds is None else estimate(kind, Decimal(str(round(seconds / 60, 4))), price, prices)


def estimate(kind: str, minutes: Decimal, price: Decimal | None, prices: Prices) -> Estimate:
    amount = None if price is None else in_euros(minutes * price, prices)
    return Estimate(kind, amount, minutes, "minute", price)


def present(lines: Iterable[Estimate | None]) -> Iterable[Estimate]:
    return (line for line in lines if line is not None)
