"""What AI analyses of all filtered calls would cost. Separate from `workers.estimating` because it needs pandas; only pages import it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from db.database import Database
from db.queries.bulk_orders import MAX_ANALYSES, next_places, spoken_sizes
from db.queries.calls import CallQuery
from workers.budget import batch_price, limits_of, reservation
from workers.estimating import left_of
from workers.prompts import load_prompt
from workers.settings import WorkerSettings


@dataclass(frozen=True, slots=True)
class WantedEstimate:
    """`calls` of those that filters select could be read, for `amount_eur` at most; as a batch for `batch_eur`."""

    calls: int
    amount_eur: Decimal
    batch_eur: Decimal
    left_eur: dict[str, Decimal]


def estimate_wanted(
    database: Database,
    wanted: CallQuery,
    *,
    organization_id: UUID,
    sector: str,
    timezone: str,
    settings: WorkerSettings,
) -> WantedEstimate:
    """The newest of them that are over, have words, and that no model has read."""
    now, prompt = datetime.now(UTC), load_prompt(sector)
    with database.reading() as session:
        places = next_places(session, wanted, None, limit=MAX_ANALYSES, is_unread=True)
        sizes = spoken_sizes(session, [place.id for place in places])
        left = left_of(session, organization_id, limits_of(session, organization_id, settings, timezone, now))
    amounts = [reservation("", prompt, size, settings, now).amount or Decimal(0) for size in sizes]
    halves = map(batch_price, amounts)
    return WantedEstimate(len(sizes), sum(amounts, Decimal(0)), sum(halves, Decimal(0)), left)
