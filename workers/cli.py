"""`flask analyses …`: analyse calls in files by the rules, and stored calls by the model.

Every server imports this module, so the rules are imported only by `label`.
"""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import IO
from uuid import UUID

import click
import redis
from flask import current_app
from flask.cli import AppGroup

from db.actions.batches import new_group
from db.actions.organizations import FIRST
from db.database import Database
from db.queries.analyses import analysis_state, calls_without_ai_analysis
from workers.breaker import Breaker
from workers.budget_cli import budget
from workers.privacy_cli import masking, question
from workers.queue import (
    AnalysisRefusedError,
    BudgetExceededError,
    Choice,
    JobQueue,
    ProviderSuspendedError,
    start_ai_analysis,
)
from workers.reading_cli import read
from workers.sampling_cli import sampling
from workers.settings import WorkerSettings
from workers.starting import begin

POLL_SECONDS = 0.2
GROUP_SIZE = 1000
LOCK_TIMEOUT_SECONDS = 60
OUTCOMES = {
    "sent": "sent {count} as batch {detail}; the clock fetches the answers within a day",
    "single": "queued {count} one by one at the full price: this server has no Batch API",
    "kept": "kept {count}: the provider does not take them now ({detail}); the clock tries again",
    "failed": "refused {count}: {detail}",
}
analyses = AppGroup("analyses", help="Analyses by the rules or by a model.")
for command in (budget, sampling, masking, question, read):
    analyses.add_command(command)


@analyses.command("label")
@click.argument("file", type=click.File(encoding="utf-8-sig", errors="surrogateescape"))
@click.option("--sector", default=FIRST["sector"], show_default=True)
def label(file: IO[str], sector: str) -> None:
    """Analyse calls from FILE by the rules (one JSON object per line; - for standard input).

    A line that is no call is named, and the others are analysed all the same.
    """
    from workers.analysis import Transcript, analyse, label_calls
    from workers.analysis.labels import CallLineError
    from workers.collector import keep_what_is_loaded
    from workers.sectors import SectorError, load_sector

    try:
        analyse(Transcript(()), load_sector(sector))
    except SectorError as error:
        raise click.ClickException(str(error)) from error
    wrong: list[CallLineError] = []

    def tell(error: CallLineError) -> None:
        wrong.append(error)
        click.echo(f"Error: {file.name}: {error}", err=True)

    keep_what_is_loaded()
    for line in label_calls(file, sector, tell):
        click.echo(line)
    if wrong:
        click.get_current_context().exit(1)


@analyses.command("run")
@click.argument("ids", nargs=-1, required=True, type=click.UUID)
@click.option("--wait", "wait_seconds", default=300, show_default=True, help="Seconds to wait for each.")
@click.option("--prompt", default="", help="A prompt of the sector template other than call_analysis.")
@click.option(
    "--model", default="", help="A model other than OPENAI_MODEL: one of OPENAI_MODELS, or of the price list."
)
def run(ids: tuple[UUID, ...], wait_seconds: int, prompt: str, model: str) -> None:
    """Analyse calls by the model and wait for the results. Earlier results are kept and can be compared."""
    database: Database = current_app.extensions["database"]
    started = start_all(database, settings(), ids, Choice(prompt, model))
    outcomes = [follow(database, analysis_id, wait_seconds) for analysis_id in started]
    if len(started) < len(ids) or not all(outcomes):
        sys.exit(1)


@analyses.command("batch")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Such as 2026-11-01.")
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1, 100_000))
def batch(since: datetime, limit: int) -> None:
    """Have every ended call since a day (UTC) that no model has read analysed within a day, at half the price."""
    database: Database = current_app.extensions["database"]
    refuse_while_suspended(settings())
    groups = begin_since(database, settings(), since.replace(tzinfo=UTC), limit)
    try:
        outcomes = [send_group(database, settings(), group) for group, begun in groups if begun]
    except redis.RedisError as error:
        raise click.ClickException(
            f"Redis does not answer: {error}. What was begun is sent later."
        ) from error
    if not outcomes:
        click.echo("nothing to analyse")
    if not all(outcomes):
        sys.exit(1)


def refuse_while_suspended(settings: WorkerSettings) -> None:
    jobs = JobQueue(settings.redis_url)
    try:
        Breaker(jobs.redis, settings).refuse_while_open()
    except ProviderSuspendedError as error:
        raise click.ClickException(f"refused {error.code}: {error}") from error
    finally:
        jobs.close()


def send_group(database: Database, settings: WorkerSettings, group: str) -> bool:
    """Imports the model's SDK, which only this command pays for. False if a batch was rejected."""
    from workers.batches import alone, send
    from workers.model_clients import open_batch_context

    with (
        open_batch_context(database, settings) as context,
        alone(context.jobs.redis, LOCK_TIMEOUT_SECONDS) as is_ours,
    ):
        if not is_ours:
            click.echo("another process sends batches now; the clock sends these later")
            return True
        outcomes = list(send(context, group))
    for sent in outcomes:
        click.echo(OUTCOMES[sent.became].format(count=sent.count, detail=sent.detail))
    return all(sent.became != "failed" for sent in outcomes)


def settings() -> WorkerSettings:
    return WorkerSettings.from_environment(current_app.extensions["worker_environment"])


def start_all(
    database: Database, settings: WorkerSettings, ids: tuple[UUID, ...], choice: Choice
) -> list[UUID]:
    """The analyses that could be started; the others are reported."""
    jobs, started = JobQueue(settings.redis_url), []
    for conversation_id in ids:
        try:
            analysis_id = start_ai_analysis(database, jobs, conversation_id, settings=settings, choice=choice)
        except AnalysisRefusedError as error:
            click.echo(f"{conversation_id} refused {error.code}: {error}", err=True)
            continue
        click.echo(f"{conversation_id} analysis {analysis_id}")
        started.append(analysis_id)
    jobs.close()
    return started


def follow(database: Database, analysis_id: UUID, wait_seconds: float) -> bool:
    """Prints the progress of an analysis until it is over; returns whether it succeeded."""
    for status, progress, error in steps(database, analysis_id, time.monotonic() + wait_seconds):
        click.echo(f"{analysis_id} {status} {progress:.0%}{f' {error}' if error else ''}")
        if status in {"completed", "failed"}:
            return status == "completed"
    click.echo(f"{analysis_id} is not over yet: is a worker running?", err=True)
    return False


def steps(database: Database, analysis_id: UUID, end: float) -> Iterator[tuple[str, float, str]]:
    """Yields status, progress and error code whenever one of them changes."""
    last = None
    while time.monotonic() < end:
        with database.reading() as session:
            state = analysis_state(session, analysis_id)
        now = (state.status, state.progress, (state.error or {}).get("code", "")) if state else None
        if now is not None and now != last:
            yield now
        last = now
        time.sleep(POLL_SECONDS)


def begin_since(
    database: Database, settings: WorkerSettings, since: datetime, limit: int
) -> Iterator[tuple[str, int]]:
    """Yields groups with the number of analyses begun; stops at the day's budget, and tomorrow's run continues."""
    with database.reading() as session:
        before = datetime.now(UTC) - timedelta(seconds=1)
        waiting = calls_without_ai_analysis(session, since=since, ended_before=before, limit=limit)
    for start in range(0, len(waiting), GROUP_SIZE):
        group, begun, error = new_group(), 0, None
        try:
            for conversation_id in waiting[start : start + GROUP_SIZE]:
                begun += begin_one(database, settings, group, conversation_id)
        except BudgetExceededError as budget:
            error = budget
            click.echo(f"stopped: {error}", err=True)
        yield group, begun
        if error:
            return


def begin_one(database: Database, settings: WorkerSettings, group: str, conversation_id: UUID) -> bool:
    try:
        begin(database, conversation_id, settings, group)
    except BudgetExceededError:
        raise
    except AnalysisRefusedError as error:
        click.echo(f"{conversation_id} skipped {error.code}", err=True)
        return False
    return True
