"""Checks that need no statistics: each one is true or false."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from rq import Queue

from db.actions.alerts import NewAlert
from db.actions.ledger import spent
from db.models.experiment import PAUSED
from db.queries.experiments import experiments
from db.queries.watched import (
    MAX_NAMED,
    Waiting,
    calls_not_analysed,
    calls_not_put_through,
    missing_recordings,
    missing_reports,
    unread_calls,
)
from workers.breaker import Breaker
from workers.budget import KIND, limits_of
from workers.queue import BATCH, DEFAULT, INTERACTIVE, JobQueue, aware
from workers.settings import WorkerSettings
from workers.watch.organization_state import OrganizationState

PROMISED_WITHIN = timedelta(days=3)
LATELY = timedelta(hours=24)
LATE = timedelta(minutes=15)  # after a call's end everything normally arrives within two minutes
REPORT_LATE = timedelta(minutes=45)  # the provider reports after an analysis of its own
USED_UP = Decimal("0.98")  # the remainder pays for no analysis
# Somebody waits for the first; the clock puts a job of the second into its queue every few seconds.
STUCK: Mapping[str, timedelta] = {
    INTERACTIVE: timedelta(minutes=2),
    DEFAULT: timedelta(minutes=10),
    BATCH: timedelta(hours=24),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What facts are looked up in."""

    session: Any
    state: OrganizationState
    jobs: JobQueue
    settings: WorkerSettings


Finder = Callable[[Seen], Iterator[NewAlert]]


def broken_transfer(seen: Seen) -> Iterator[NewAlert]:
    """Transfers announced to the caller but not carried out."""
    calls = calls_not_put_through(
        seen.session,
        organization_id=seen.state.id,
        since=seen.state.now - PROMISED_WITHIN,
        limit=MAX_NAMED,
    )
    if calls:
        evidence = {"count": len(calls), "calls": list(map(str, calls))}
        yield NewAlert(rule="broken_transfer", severity="critical", evidence=evidence)


def experiment(seen: Seen) -> Iterator[NewAlert]:
    """One that its guard has paused, until people have decided."""
    for found in experiments(seen.session, seen.state.id):
        if found.status == PAUSED:
            evidence = {**(found.paused_for or {}), "name": found.name}
            yield NewAlert(rule="experiment", subject=str(found.id), severity="critical", evidence=evidence)


def ai_budget(seen: Seen) -> Iterator[NewAlert]:
    state = seen.state
    for limit in limits_of(seen.session, state.id, seen.settings, state.timezone, state.now):
        used = spent(seen.session, organization_id=state.id, kind=KIND, since=limit.since)
        if limit.amount and used >= limit.amount * USED_UP:
            evidence = {"period": limit.period, "spent": str(used), "limit": str(limit.amount)}
            yield NewAlert(rule="ai_budget", subject=limit.period, severity="warning", evidence=evidence)


def ai_suspended(seen: Seen) -> Iterator[NewAlert]:
    found = Breaker(seen.jobs.redis, seen.settings).suspension()
    if found is not None:
        calls = calls_not_analysed(
            seen.session,
            organization_id=seen.state.id,
            code=found.code,
            since=seen.state.now - LATELY,
            limit=MAX_NAMED,
        )
        evidence = {"code": found.code, "calls": list(map(str, calls))}
        yield NewAlert(rule="ai_suspended", severity="warning", evidence=evidence)


def jobs_stuck(seen: Seen) -> Iterator[NewAlert]:
    for name, limit in STUCK.items():
        queue = Queue(name, connection=seen.jobs.redis)
        first = queue.fetch_job(ids[0]) if (ids := queue.get_job_ids(0, 1)) else None
        since = aware(first.enqueued_at) if first else None
        if since is not None and seen.state.now - since > limit:
            evidence = {"queue": name, "count": len(queue), "waiting_since": since.isoformat()}
            yield NewAlert(rule="jobs_stuck", subject=name, severity="critical", evidence=evidence)


def unread(seen: Seen) -> Iterator[NewAlert]:
    now = seen.state.now
    found = unread_calls(seen.session, organization_id=seen.state.id, since=now - LATELY, before=now - LATE)
    yield from waiting("unread_calls", found)


def recordings(seen: Seen) -> Iterator[NewAlert]:
    now = seen.state.now
    found = missing_recordings(
        seen.session, organization_id=seen.state.id, since=now - LATELY, before=now - LATE
    )
    yield from waiting("recordings", found)


def reports(seen: Seen) -> Iterator[NewAlert]:
    now = seen.state.now
    found = missing_reports(
        seen.session, organization_id=seen.state.id, since=now - LATELY, before=now - REPORT_LATE
    )
    yield from waiting("reports", found)


def waiting(rule: str, found: Waiting) -> Iterator[NewAlert]:
    if found.count:
        since = found.since.isoformat() if found.since else None
        evidence = {"count": found.count, "waiting_since": since, "calls": list(map(str, found.calls))}
        yield NewAlert(rule=rule, severity="warning", evidence=evidence)


FINDERS: dict[str, Finder] = {
    "broken_transfer": broken_transfer,
    "experiment": experiment,
    "ai_budget": ai_budget,
    "ai_suspended": ai_suspended,
    "jobs_stuck": jobs_stuck,
    "unread_calls": unread,
    "recordings": recordings,
    "reports": reports,
}
