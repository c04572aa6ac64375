"""Daily and monthly budgets for AI analyses: the highest price is reserved before one starts and settled when it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from db.actions.ledger import Cost, Limit
from db.actions.organizations import settings_of
from db.ai_budget import BudgetRules, read_budget_rules
from workers.costs import BATCH_SHARE, CENT_FRACTION, Usage, estimated_usage, model_cost_eur
from workers.hybrid.parts import SCHEMA_CHARACTERS, most_parts, room_for, size_of
from workers.prices import Prices, load_prices, prices_on
from workers.prompts import Prompt
from workers.settings import WorkerSettings

Requests = Sequence[Mapping[str, Any]]
KIND = "ai_analysis"
AS_THE_SERVER = BudgetRules()
BATCH_APIS = {"responses_batch", "chat_completions_batch"}


def day_start(timezone: str, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def day_budget(settings: WorkerSettings, own: BudgetRules) -> Decimal:
    """An organization's own budget, within the server's limits."""
    if own.day_eur is None:
        return settings.daily_budget_eur
    return min(own.day_eur, settings.daily_budget_eur) if settings.is_daily_budget_set else own.day_eur


def month_budget(settings: WorkerSettings, own: BudgetRules) -> Decimal | None:
    """None: only the daily budget applies."""
    said = [amount for amount in (own.month_eur, settings.monthly_budget_eur) if amount is not None]
    return min(said, default=None)


def limits(
    settings: WorkerSettings, timezone: str, now: datetime, own: BudgetRules = AS_THE_SERVER
) -> list[Limit]:
    """Days and months are those of the organization's clock."""
    day, month = day_start(timezone, now), month_budget(settings, own)
    found = [Limit("day", day_budget(settings, own), day)]
    if month is not None:
        found.append(Limit("month", month, day.replace(day=1)))
    return found


def limits_of(
    session: Any, organization_id: UUID, settings: WorkerSettings, timezone: str, now: datetime
) -> list[Limit]:
    """The limits, including the organization's own."""
    return limits(settings, timezone, now, read_budget_rules(settings_of(session, organization_id)))


def passed(cost: Cost, limit: Limit) -> str:
    return f"{cost.amount} EUR more would pass the {limit.period}'s budget of {limit.amount} EUR"


def reservation(
    analysis_id: str, prompt: Prompt, turns: tuple[int, int], settings: WorkerSettings, now: datetime
) -> Cost:
    """The highest price of the call's questions: one, or one for each part. `turns`: how many, and their characters."""
    size, room = size_of(*turns), room_for(prompt, settings.context_tokens)
    parts = most_parts(size, room)
    amount = parts * question_price(prompt, min(size, room) if parts > 1 else size, settings, now)
    details: dict[str, Any] = {
        "reserved": str(amount),
        "model": settings.openai_model,
        **origin(settings),
    }
    is_listed = prices_now(settings, now).model(settings.openai_model) is not None
    details["basis"] = "price list" if is_listed else "dearest model of the price list"
    details |= {"parts": parts} if parts > 1 else {}
    return Cost(
        kind=KIND,
        reference=analysis_id,
        amount=amount,
        certainty="estimated",
        occurred_at=now,
        details=details,
    )


def question_price(prompt: Prompt, size: int, settings: WorkerSettings, now: datetime) -> Decimal:
    """The most that one question about so much of a call costs. An unpriced model counts as the most expensive one."""
    prices = prices_now(settings, now)
    price = prices.model(settings.openai_model) or prices.dearest_model()
    characters = len(prompt.instructions) + SCHEMA_CHARACTERS + size
    return model_cost_eur(estimated_usage(characters, prompt.max_output_tokens), price, prices)


def of_one_question(cost: Cost) -> Decimal:
    """Of a reservation for all parts of a call."""
    parts = Decimal(cost.details.get("parts", 1))
    return ((cost.amount or Decimal(0)) / parts).quantize(CENT_FRACTION)


def with_spent(
    cost: Cost, requests: Requests, settings: WorkerSettings, questions: int | None = None
) -> Cost:
    """The reservation for asking once more, after requests that have already been paid: all, or that many questions."""
    price = cost.amount or Decimal(0)
    if questions is not None:
        price = min(price, questions * of_one_question(cost))
    spent = at_most(requests, prices_now(settings, cost.occurred_at), of_one_question(cost))
    amount = price + spent
    return Cost(
        kind=KIND,
        reference=cost.reference,
        amount=amount,
        certainty="estimated",
        occurred_at=cost.occurred_at,
        details={**cost.details, "spent": str(spent)},
    )


def settlement(
    analysis_id: str,
    requests: Requests,
    settings: WorkerSettings,
    now: datetime,
    reason: str = "",
    *,
    highest: Decimal | None = None,
) -> Cost:
    """The actual cost of the requests: a known zero if there was none, unknown if one has no usage. With the highest price of
    a request, an unknown cost still counts in the budgets with what it can be `at_most`.
    """
    prices = prices_now(settings, now)
    amounts = [request_cost(request, prices) for request in requests]
    details: dict[str, Any] = {"requests": len(amounts), **origin(settings), **tokens(requests)}
    details |= {"reason": reason} if reason else {}
    amount, certainty = total(amounts), "known"
    if amount is None:
        certainty = "unknown"
        details |= {} if highest is None else {"at_most": str(at_most(requests, prices, highest))}
    elif amounts and (settings.is_simulated or not all(map(tells_cache, requests))):
        certainty = "estimated"  # priced like a real one, but never billed; or at the full price of what may have been cached
    return Cost(
        kind=KIND, reference=analysis_id, amount=amount, certainty=certainty, occurred_at=now, details=details
    )


def total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def at_most(requests: Requests, prices: Prices, highest: Decimal) -> Decimal:
    """What the requests can have cost, if one without usage or price costs `highest`, and half of it in a batch."""
    amounts = [(request_cost(one, prices), one["api"] in BATCH_APIS) for one in requests]
    most = {False: highest, True: batch_price(highest)}
    return sum((most[is_batch] if amount is None else amount for amount, is_batch in amounts), Decimal(0))


def tells_cache(request: Mapping[str, Any]) -> bool:
    return request["usage"] is None or request["usage"].get("cached_tokens") is not None


def request_cost(request: Mapping[str, Any], prices: Prices) -> Decimal | None:
    price, usage = prices.model(request["model"]), request["usage"]
    if price is None or usage is None:
        return None
    amount = model_cost_eur(Usage(**usage), price, prices)
    return batch_price(amount) if request["api"] in BATCH_APIS else amount


def batch_price(amount: Decimal) -> Decimal:
    """Of one request."""
    return (amount * BATCH_SHARE).quantize(CENT_FRACTION)


def in_batch(cost: Cost) -> Cost:
    """The same reservation for a request that goes by the batch API."""
    amount = batch_price(cost.amount or Decimal(0))
    return replace(cost, amount=amount, details={**cost.details, "reserved": str(amount), "batch": True})


def tokens(requests: Requests) -> dict[str, int]:
    used = [Usage(**request["usage"]) for request in requests if request["usage"] is not None]
    return asdict(sum(used, Usage())) if used else {}


def origin(settings: WorkerSettings) -> dict[str, bool]:
    return {"simulated": True} if settings.is_simulated else {}


def prices_now(settings: WorkerSettings, now: datetime) -> Prices:
    return prices_on(load_prices(settings.prices_path), now.date())
