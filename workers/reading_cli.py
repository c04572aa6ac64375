"""`flask analyses read`: stored calls are analysed by the rules again, after their template was changed."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import click
import redis
from flask import current_app
from flask.cli import with_appcontext

from db.actions.founding import FoundingError, organization_of_slug
from db.database import Database
from db.queries.analyses import calls_read_before, calls_to_read, moment_of_readings
from workers.queue import READ_TOGETHER, JobQueue, programmatic_job_id
from workers.settings import WorkerSettings

POLL_SECONDS = 0.1
JOBS_AT_ONCE = 8
"""Waiting and running: enough for a few workers, and never so many that other jobs wait for long."""
SILENCE_SECONDS = 600
"""Longer than all retries of a call that hangs: nothing that is alive is silent for so long."""
TOLD_EVERY = 500  # calls


@dataclass(slots=True)
class Rereading:
    """`moment`: what was read before it is read again."""

    database: Database
    jobs: JobQueue
    moment: datetime
    waiting: list[UUID]
    tell: Callable[[int, int], None]
    under_way: dict[str, Sequence[UUID]] = field(default_factory=dict)
    read: int = 0
    left: list[UUID] = field(default_factory=list)

    def run(self) -> None:
        """Until every call has been read, or has failed for good. Raises TimeoutError if no job ends for long."""
        heard = time.monotonic()
        while self.waiting or self.under_way:
            self.queue_more()
            before = self.read
            if self.settle():
                heard = time.monotonic()
                self.tell(before, self.read)
            elif time.monotonic() - heard > SILENCE_SECONDS:
                raise TimeoutError
            else:
                time.sleep(POLL_SECONDS)

    def queue_more(self) -> None:
        while self.waiting and len(self.under_way) < JOBS_AT_ONCE:
            these, self.waiting = self.waiting[:READ_TOGETHER], self.waiting[READ_TOGETHER:]
            for job_id in self.jobs.enqueue_readings(these, self.moment):
                self.under_way[job_id] = these

    def settle(self) -> bool:
        """Counts the calls of jobs that are over; those that such a job has left have jobs of their own. Whether any was over."""
        over = [job_id for job_id in self.under_way if not self.jobs.is_alive(job_id)]
        for job_id in over:
            these = self.under_way.pop(job_id)
            with self.database.reading() as session:
                left = calls_to_read(session, these, self.moment)
            self.read += len(these) - len(left)
            for one in left:
                own = programmatic_job_id(one)
                if own != job_id and self.jobs.is_alive(own):
                    self.under_way[own] = [one]
                else:
                    self.left.append(one)
        return bool(over)


@click.command("read")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Such as 2026-11-01 (UTC).")
@click.option("--organization", "slug", help="Only the calls of this one.")
@click.option(
    "--read-before",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S"]),
    help="The moment (UTC) that an earlier run printed: goes on with what it left. Default: now.",
)
@with_appcontext
def read(since: datetime, slug: str | None, read_before: datetime | None) -> None:
    """Analyse calls since a day by the rules again, as after their template was changed and the workers started anew.

    The workers read several calls in a job. Pages and webhooks are told of each call; no model is asked.
    """
    database: Database = current_app.extensions["database"]
    moment = (read_before or now_of(database)).replace(tzinfo=UTC)
    ids = calls_of(database, slug, since.replace(tzinfo=UTC), moment)
    click.echo(f"{len(ids)} calls were read before {moment:%Y-%m-%dT%H:%M:%S.%f}")
    jobs = JobQueue(WorkerSettings.from_environment(current_app.extensions["worker_environment"]).redis_url)
    rereading = Rereading(database, jobs, moment, ids, partial(tell, len(ids)))
    try:
        rereading.run()
    except TimeoutError as error:
        raise click.ClickException("no job has ended for minutes: is a worker running?") from error
    except redis.RedisError as error:
        raise click.ClickException(f"Redis does not answer: {error}") from error
    finally:
        jobs.close()
    for one in rereading.left:
        click.echo(f"{one} was not read: its job says why", err=True)
    if rereading.left:
        sys.exit(1)


def tell(total: int, before: int, now: int) -> None:
    if now // TOLD_EVERY > before // TOLD_EVERY or now == total:
        click.echo(f"read {now} of {total}")


def now_of(database: Database) -> datetime:
    with database.reading() as session:
        return moment_of_readings(session)


def calls_of(database: Database, slug: str | None, since: datetime, moment: datetime) -> list[UUID]:
    try:
        with database.reading() as session:
            owner = organization_of_slug(session, slug) if slug is not None else None
            return calls_read_before(session, moment, since=since, organization_id=owner)
    except FoundingError as error:
        raise click.ClickException(str(error)) from error
