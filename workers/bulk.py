"""Carries out orders for many calls in slices of a few seconds, so more urgent jobs do not wait."""

import logging
import time
from functools import partial
from uuid import UUID

from db.actions.batches import new_group
from db.actions.bulk_orders import batch_group, end_order, last_of, lock_order, note_part, write_part
from db.database import Database
from db.queries.bulk_orders import MAX_ANALYSES, action_of, next_places, read
from workers.queue import BATCH, JobQueue, start_ai_analysis
from workers.settings import WorkerSettings
from workers.starting_many import start_each

log = logging.getLogger(__name__)
ANALYSES_PER_PART = 20  # AI analyses started per stored progress
SLICE_SECONDS = 4.0
LOCK_TIMEOUT_SECONDS = 20.0


def carry_out(database: Database, jobs: JobQueue, settings: WorkerSettings, order_id: UUID) -> None:
    """Works for one slice, then queues the rest behind other jobs. Batched analyses are sent when all are begun; if that
    never happens because the order was stopped or its process killed, the clock sends what was begun.
    """
    with database.transaction() as session:
        is_for_model = action_of(session, order_id) == "analyse"
        group = batch_group(session, order_id, new_group()) if is_for_model else ""
    go_on = partial(write_next, database, order_id)
    if is_for_model:
        go_on = partial(analyse_part, database, jobs, settings, order_id, group)
    until = time.monotonic() + SLICE_SECONDS
    seen = go_on()
    while seen is not None and time.monotonic() < until:
        seen = go_on()
    if seen is not None:
        jobs.enqueue_bulk_order(order_id, seen)
    elif group:
        send_group(database, settings, group)


def write_next(database: Database, order_id: UUID) -> int | None:
    with database.transaction() as session:
        return write_part(session, order_id)


def send_group(database: Database, settings: WorkerSettings, group: str) -> None:
    """Imports the model's SDK, which only batches need here. If somebody else is sending, the clock does it later."""
    from workers.batches import alone, send
    from workers.model_clients import open_batch_context

    with (
        open_batch_context(database, settings) as context,
        alone(context.jobs.redis, LOCK_TIMEOUT_SECONDS) as is_ours,
    ):
        for sent in send(context, group) if is_ours else ():
            log.info("order sent as batch became=%s analyses=%d", sent.became, sent.count)


def analyse_part(
    database: Database, jobs: JobQueue, settings: WorkerSettings, order_id: UUID, group: str = ""
) -> int | None:
    """Returns how many calls have been looked at; None if the order is finished or the rest cannot succeed. A part that
    is repeated after a crash finds its analyses under way.
    """
    with database.transaction() as session:
        order = lock_order(session, order_id)
        if order is None:
            return None
        left = min(ANALYSES_PER_PART, MAX_ANALYSES - order.seen)
        wanted, last = read(order.wanted), last_of(order)
        places = next_places(session, wanted, last, limit=left, is_unread=True)
    start = partial(start_ai_analysis, database, jobs, settings=settings, queue=BATCH, group=group)
    begun = start_each(start, [place.id for place in places])
    with database.transaction() as session:
        order = lock_order(session, order_id)
        if order is None:
            return None
        if places:
            refused = {code: len(calls) for code, calls in begun.refused.items()}
            note_part(order, seen=len(places), done=len(begun.started), refused=refused, last=places[-1])
        if len(places) == ANALYSES_PER_PART and not begun.hopeless:
            return order.seen
        if code := begun.hopeless:
            rest = max(order.total - order.seen, 0)
            order.refused = {**order.refused, code: order.refused[code] + rest}
        end_order(session, order)
    return None
