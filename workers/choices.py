"""The models and prompts an analysis may use, the highest price of each, and what is left of the budgets. Loads no model SDK."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from db.actions.analyses import subject_of
from db.actions.ledger import spent
from db.database import Database
from workers.budget import KIND, limits_of, reservation
from workers.prompts import prompt_names
from workers.settings import WorkerSettings
from workers.starting import Choice, chosen


@dataclass(frozen=True, slots=True)
class Offer:
    """One option for the analysis. `amount` in euros is its highest price, settled after the answer."""

    prompt: str
    version: str
    model: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a budget; running analyses count with their highest price."""

    period: str
    limit: Decimal
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Offers:
    """The first offer is the default."""

    offers: tuple[Offer, ...]
    budgets: tuple[Left, ...]


def offers_for(
    database: Database, settings: WorkerSettings, conversation_id: UUID, now: datetime
) -> Offers | None:
    """None if there is no such conversation."""
    with database.reading() as session:
        subject = subject_of(session, conversation_id)
        if subject is None:
            return None
        budgets = tuple(
            Left(
                limit.period,
                limit.amount,
                spent(session, organization_id=subject.organization_id, kind=KIND, since=limit.since),
            )
            for limit in limits_of(session, subject.organization_id, settings, subject.timezone, now)
        )
    turns = subject.turn_count, subject.character_count
    return Offers(tuple(offered(subject.sector, turns, settings, now)), budgets)


def offered(sector: str, turns: tuple[int, int], settings: WorkerSettings, now: datetime) -> Iterator[Offer]:
    for name in prompt_names(sector):
        for model in settings.models:
            prompt, wanted = chosen(Choice(name, model), sector, settings)
            cost = reservation("", prompt, turns, wanted, now)
            yield Offer(name, prompt.version, model, cost.amount or Decimal(0))
