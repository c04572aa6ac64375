"""Arithmetic of costs, and the price list behind it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from db.environment import ConfigurationError
from workers.budget import day_start, settlement
from workers.costs import CallTimes, Usage, call_costs, model_cost_eur
from workers.prices import ModelPrice, Prices, load_prices, prices_on
from workers.settings import PRICES, WorkerSettings

DEAR = ModelPrice(Decimal(1), Decimal("0.1"), Decimal(6), Decimal("1.25"))
PLAIN = Prices(
    date(2026, 1, 1),
    Decimal("0.5"),
    {"inbound_per_minute": Decimal("0.01")},
    {"per_minute": Decimal("0.08")},
    {"m": DEAR},
)


@pytest.mark.parametrize(
    ("usage", "euros"),
    [
        pytest.param(Usage(input_tokens=1_000_000), "0.5", id="input"),
        pytest.param(Usage(input_tokens=1_000_000, cached_tokens=1_000_000), "0.05", id="from the cache"),
        pytest.param(
            Usage(input_tokens=1_000_000, cache_write_tokens=1_000_000), "0.625", id="into the cache"
        ),
        pytest.param(
            Usage(input_tokens=1_000_000, cached_tokens=3_000_000), "0.65", id="cache counted beside input"
        ),
        pytest.param(Usage(output_tokens=1_000_000, reasoning_tokens=400_000), "3", id="reasoning is output"),
    ],
)
def test_tokens_cost_what_they_are(usage: Usage, euros: str) -> None:
    assert model_cost_eur(usage, DEAR, PLAIN) == Decimal(euros)


@pytest.mark.parametrize(
    ("seconds", "carrier", "agent"),
    [(0, "0", "0"), (1, "0.005", "0.000668"), (60, "0.005", "0.04"), (61, "0.01", "0.040668")],
)
def test_carriers_round_up_and_agents_do_not(seconds: float, carrier: str, agent: str) -> None:
    lines = {
        line.kind: line.amount for line in call_costs(CallTimes("inbound", seconds, seconds, None), PLAIN)
    }

    assert lines == {
        "carrier_call": Decimal(carrier),
        "carrier_media_stream": None,
        "agent_minutes": Decimal(agent),
    }


def test_a_call_that_nobody_answered_costs_nothing() -> None:
    assert call_costs(CallTimes("inbound", None, None, None), PLAIN) == []


def test_an_edition_holds_from_its_day(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(
        "\n".join(
            f"[[editions]]\neffective_from = {day}\neur_per_usd = {rate}\n[editions.models]\nm = {{input=1, cached_input=1, output=1}}"
            for day, rate in (("2026-06-01", 0.9), ("2026-01-01", 0.8))
        )
    )
    editions = load_prices(path)

    days = [date(2025, 1, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [prices_on(editions, day).eur_per_usd for day in days] == [
        Decimal("0.8"),
        Decimal("0.8"),
        Decimal("0.9"),
    ]


def test_a_dated_model_costs_what_the_plain_one_costs() -> None:
    newest = load_prices(PRICES)[-1]

    assert newest.model("gpt-5.4-mini-2026-03-17") == newest.model("gpt-5.4-mini")
    assert newest.model("gpt-6-luna") is None


@pytest.mark.parametrize("content", ["editions = [", "", "editions = []", "[[editions]]\nmodels = {}"])
def test_a_list_that_cannot_be_read_names_its_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content)

    with pytest.raises(ConfigurationError, match=r"mine\.toml"):
        load_prices(path)


def test_a_day_begins_at_midnight_where_the_organization_is() -> None:
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert day_start("Europe/Madrid", now).isoformat() == "2026-11-23T00:00:00+01:00"


def test_a_model_without_a_price_costs_an_unknown_amount(worker_settings: WorkerSettings) -> None:
    request = {"model": "llama", "usage": {"input_tokens": 5}}
    cost = settlement("a", [request], worker_settings, datetime(2026, 11, 22, tzinfo=UTC))

    assert (cost.amount, cost.certainty) == (None, "unknown")


def test_a_model_without_a_price_fills_the_budget_with_what_was_reserved(
    worker_settings: WorkerSettings,
) -> None:
    usage = {"input_tokens": 5, "output_tokens": 5}
    requests = [
        {"model": model, "usage": usage, "api": "responses"}
        for model in ("llama", worker_settings.openai_model)
    ]
    now, highest = datetime(2026, 11, 22, tzinfo=UTC), Decimal("0.2")
    cost = settlement("a", requests, worker_settings, now, highest=highest)

    assert cost.amount is None
    assert Decimal(cost.details["at_most"]) > highest
