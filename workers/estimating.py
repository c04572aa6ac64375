"""What AI analyses of several calls would cost, before they are started. Loads no model SDK, changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from db.actions.analyses import Subject, subject_of
from db.actions.ledger import Limit, spent
from db.database import Database
from workers.budget import KIND, batch_price, limits_of, reservation
from workers.errors import AnalysisRefusedError
from workers.prompts import load_prompt
from workers.settings import WorkerSettings
from workers.starting import checked


@dataclass(slots=True)
class Estimate:
    """`amount_eur` is the most that `able` can cost, `batch_eur` as a batch; `left_eur` what the budgets of day and month still allow."""

    able: list[UUID] = field(default_factory=list)
    amount_eur: Decimal = Decimal(0)
    batch_eur: Decimal = Decimal(0)
    left_eur: dict[str, Decimal] = field(default_factory=dict)
    refused: dict[str, list[UUID]] = field(default_factory=dict)


def estimate_ai_analyses(
    database: Database,
    conversation_ids: Sequence[UUID],
    *,
    organization_id: UUID,
    timezone: str,
    settings: WorkerSettings,
) -> Estimate:
    now, found = datetime.now(UTC), Estimate()
    with database.reading() as session:
        for conversation_id in conversation_ids:
            try:
                subject = checked(subject_of(session, conversation_id), conversation_id)
            except AnalysisRefusedError as error:
                found.refused.setdefault(error.code, []).append(conversation_id)
                continue
            found.able.append(conversation_id)
            amount = amount_of(subject, settings, now)
            found.amount_eur += amount
            found.batch_eur += batch_price(amount)
        found.left_eur = left_of(
            session, organization_id, limits_of(session, organization_id, settings, timezone, now)
        )
    return found


def left_of(session: Any, organization_id: UUID, allowed: Sequence[Limit]) -> dict[str, Decimal]:
    return {
        limit.period: max(
            limit.amount - spent(session, organization_id=organization_id, kind=KIND, since=limit.since),
            Decimal(0),
        )
        for limit in allowed
    }


def is_within(left_eur: Mapping[str, Decimal], amount_eur: Decimal) -> bool:
    return all(amount_eur <= left for left in left_eur.values())


def amount_of(subject: Subject, settings: WorkerSettings, now: datetime) -> Decimal:
    """The most that it can cost."""
    turns = subject.turn_count, subject.character_count
    return reservation("", load_prompt(subject.sector), turns, settings, now).amount or Decimal(0)
