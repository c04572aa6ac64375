"""Periodic jobs that retry and clean up, so that nothing lost stays undone."""

import itertools
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from rq.utils import import_attribute

from db.actions.batches import open_batches
from db.actions.cost_days import sum_up_costs
from db.actions.erasures import stalled_erasures
from db.actions.events import delete_passed
from db.actions.follow_ups import settle_follow_ups
from db.actions.mentions import forget_erased
from db.actions.organizations import organization_ids, write_out_feasts
from db.actions.recounting import repair_facts
from db.actions.rollups import sum_up
from db.actions.webhook_deliveries import delete_old_deliveries
from db.queries.analyses import calls_without_costs, calls_without_reading
from workers import lost_analyses, running_calls, runtime, sampling_queue
from workers.queue import BATCH, bulk_job_id, costs_job_id, programmatic_job_id

log = logging.getLogger(__name__)
LOOK_BACK = timedelta(days=7)
SETTLED = timedelta(minutes=1)
FACTS_CHECKED = timedelta(days=2)
DELIVERY_RETENTION = timedelta(days=30)
EVENT_RETENTION = timedelta(days=30)  # of events that only open pages need
EVENTS_PER_PART, EVENT_PARTS_PER_RUN = 5_000, 20
LIMIT = 200
READINGS = 1000  # several are read in one job
COST_PARTS_PER_RUN = 20  # maximum number of parts per run; the next run continues
AROUND_MONDAY = (6, 0, 1)  # UTC weekdays on which it is Monday in some time zone


def republish_events() -> int:
    """Publishes, in order, events that were committed while Redis was away."""
    with runtime.database() as database:
        return database.publish_missed(older_than_seconds=5.0) or 0


def resume_bulk_orders() -> int:
    """Resumes orders for many calls whose job was lost; one that has just failed, after a while (`LOOK_FIRST`), until it has
    failed for a day. Imports call selection, which no other job needs.
    """
    from db.actions.bulk_orders import give_up_order, stalled_orders

    with runtime.database() as database, database.reading() as session:
        forgotten = stalled_orders(session, older_than_seconds=SETTLED.total_seconds(), limit=LIMIT)
    with runtime.job_queue() as jobs:
        failing = [one for one in forgotten if jobs.has_just_failed(bulk_job_id(*one))]
        able_to = [one for one in forgotten if one not in failing]
        for order_id, seen in able_to:
            jobs.enqueue_bulk_order(order_id, seen)
    with runtime.database() as database:
        for order_id, seen in failing:
            with database.transaction() as session:
                is_given_up = give_up_order(session, order_id)
            if is_given_up:
                log.error("order given up order=%s calls=%d", order_id, seen)
    return len(able_to)


def resume_erasures() -> int:
    """Resumes erasures whose job was lost, or that failed because recordings could not be reached: people have a right to them."""
    with runtime.database() as database, database.reading() as session:
        forgotten = stalled_erasures(session, older_than_seconds=SETTLED.total_seconds(), limit=LIMIT)
    with runtime.job_queue() as jobs:
        for erasure_id, gone in forgotten:
            jobs.enqueue_erasure(erasure_id, gone)
    return len(forgotten)


def forget_erased_ids() -> int:
    """Removes the ids of erased calls from old events, which open pages have received by now."""
    with runtime.database() as database, database.transaction() as session:
        return forget_erased(session, older_than_seconds=86_400)


def renew_feasts() -> int:
    """Writes out the coming year's public holidays, so opening hours never have to compute them."""
    with runtime.database() as database, database.transaction() as session:
        return write_out_feasts(session, today=datetime.now(UTC).date())


def queue_forgotten_calls() -> int:
    """Queues jobs of ended calls that were never queued: Redis was away, or lost them."""
    now = datetime.now(UTC)
    window: dict[str, Any] = {"since": now - LOOK_BACK, "ended_before": now - SETTLED}
    with runtime.job_queue() as jobs, runtime.database() as database:
        with database.reading() as session:
            find = partial(calls_without_reading, session, **window, limit=LIMIT)
            unread = able(find, lambda found: jobs.is_taken_care_of(programmatic_job_id(found)), READINGS)
            find = partial(calls_without_costs, session, **window, limit=LIMIT)
            unbilled = able(find, lambda found: jobs.has_just_failed(costs_job_id(found)))
        jobs.enqueue_readings(unread)
        for conversation_id in unbilled:
            jobs.enqueue_cost_estimate(conversation_id, BATCH)
    if unread or unbilled:
        log.info("calls queued late unread=%d unbilled=%d", len(unread), len(unbilled))
    return len(unread) + len(unbilled)


def able(
    find: Callable[..., list[UUID]], is_set_aside: Callable[[UUID], bool], most: int = LIMIT
) -> list[UUID]:
    """Calls whose job has not just failed, page by page: the oldest that always fail do not keep back all others."""
    found: list[UUID] = []
    for first in itertools.count(0, LIMIT):
        page = find(first=first)
        found += [one for one in page if not is_set_aside(one)]
        if len(page) < LIMIT or len(found) >= most:
            break
    return found[:most]


def settle_all_follow_ups() -> int:
    """Settles follow-ups of recent calls: unanswered calls have no analysis job that would, and callers may call again
    at any time.
    """
    since, changed = datetime.now(UTC) - LOOK_BACK, 0
    with runtime.database() as database, database.transaction() as session:
        for organization_id in organization_ids(session):
            settled = settle_follow_ups(session, organization_id=organization_id, since=since)
            changed += settled.opened + settled.closed
    return changed


def read_running_calls() -> int:
    with runtime.database() as database:
        return running_calls.read_running_calls(database)


def delete_old_webhooks() -> int:
    """Deletes old webhook deliveries, whose bodies contain transcripts."""
    with runtime.database() as database, database.transaction() as session:
        return delete_old_deliveries(session, before=datetime.now(UTC) - DELIVERY_RETENTION)


def delete_old_events() -> int:
    """Deletes events that told open pages what was said in calls: the words themselves are kept as turns."""
    before, count = datetime.now(UTC) - EVENT_RETENTION, 0
    with runtime.database() as database:
        for _part in range(EVENT_PARTS_PER_RUN):
            with database.transaction() as session:
                done = delete_passed(session, before=before, limit=EVENTS_PER_PART)
            count += done
            if done < EVENTS_PER_PART:
                break
    return count


def sum_up_months() -> int:
    """Sums up changed past months: until then their figures are counted call by call."""
    with runtime.database() as database, database.transaction() as session:
        return sum_up(session, now=datetime.now(UTC))


def sum_up_day_costs() -> int:
    """Sums up changed past days, in parts: until then their costs are counted line by line."""
    count = 0
    with runtime.database() as database:
        for _part in range(COST_PARTS_PER_RUN):
            with database.transaction() as session:
                done = sum_up_costs(session, now=datetime.now(UTC))
            count += done
            if not done:
                break
    return count


def mend_facts() -> int:
    """Compares facts with the calls they are derived from: a difference is a bug, which is repaired and reported."""
    now = datetime.now(UTC)
    with runtime.database() as database, database.transaction() as session:
        repaired = repair_facts(session, now - FACTS_CHECKED, now)
    if repaired:
        log.error("facts were wrong calls=%d", repaired)
    return repaired


def end_forgotten_calls() -> int:
    """Ends live calls whose end nobody reported. The bridge asks its carrier; workers reference it by name only."""
    ended: int = import_attribute("bridge.reconciler.end_forgotten_calls")(runtime.environment())
    return ended


def settle_native_calls() -> int:
    """Settles native calls that the provider never reported. The bridge asks it; workers reference it by name only."""
    settled: int = import_attribute("bridge.native_reports.settle_native_calls")(runtime.environment())
    return settled


def settle_sessions() -> int:
    """Requests missing reports of agent sessions. The bridge does it; workers reference it by name only."""
    settled: int = import_attribute("bridge.session_reports.settle_sessions")(runtime.environment())
    return settled


def send_weekly_sheets() -> int:
    """Sends the weekly report. The pages have the languages; workers reference them by name only, and import them only when it is
    Monday somewhere and a mail server is configured.
    """
    env = runtime.environment()
    if not env.get("SMTP_HOST", "").strip() or datetime.now(UTC).weekday() not in AROUND_MONDAY:
        return 0
    sent: int = import_attribute("dashboard_app.weekly.sending.send_due")(env)
    return sent


def settle_experiments() -> int:
    """Pauses or ends experiments. Imports the metrics, as the watch does."""
    from workers.experiments import settle

    with runtime.database() as database:
        return settle(database, datetime.now(UTC))


def watch() -> int:
    """Runs the watch for alerts. Imports the metrics, which few other jobs need."""
    from workers.watch.round import Watch

    has_mail = bool(runtime.environment().get("SMTP_HOST", "").strip())
    with runtime.database() as database, runtime.job_queue() as jobs:
        return Watch(database, jobs, runtime.settings(), has_mail).all(datetime.now(UTC))


def fail_lost_analyses() -> int:
    """Fails AI analyses whose job is gone or has failed."""
    with runtime.database() as database, runtime.job_queue() as jobs:
        return lost_analyses.fail_all(database, jobs, runtime.settings(), datetime.now(UTC))


def settle_batches() -> int:
    """Collects finished batches, and sends groups that nobody sent. Imports the model's SDK only if there are any."""
    with runtime.database() as database:
        with database.reading() as session:
            waiting = open_batches(session)
        if not waiting:
            return 0
        from workers.batch_results import settle_all
        from workers.batches import alone
        from workers.model_clients import open_batch_context

        with (
            open_batch_context(database, runtime.settings()) as context,
            alone(context.jobs.redis) as is_ours,
        ):
            return settle_all(context, waiting, datetime.now(UTC)) if is_ours else 0


def send_sampled_calls() -> int:
    """Sends sampled calls that have waited long enough. Imports the model's SDK only if there are any."""
    settings = runtime.settings()
    with runtime.job_queue() as jobs:
        if not sampling_queue.is_time(jobs.redis, settings, datetime.now(UTC)):
            return 0
    from workers.batches import alone
    from workers.model_clients import open_batch_context
    from workers.sampled import send_sampled

    with (
        runtime.database() as database,
        open_batch_context(database, settings) as context,
        alone(context.jobs.redis) as is_ours,
    ):
        return send_sampled(context) if is_ours else 0
