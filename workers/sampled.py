"""Starts the AI analysis of sampled calls: in a batch with others, or alone; requested analyses go first."""

import logging
from datetime import UTC, datetime
from uuid import UUID

from db.actions.batches import new_group
from db.database import Database
from db.queries.analyses import newest_ai_analysis
from workers import sampling_queue
from workers.batches import BatchContext, send
from workers.breaker import Breaker
from workers.errors import AnalysisRefusedError, ProviderSuspendedError
from workers.programmatic import ReadCall
from workers.queue import BATCH, JobQueue, start_ai_analysis
from workers.sampling import SamplingRulesError, reason_to_read, sampling_rules, words_of
from workers.settings import WorkerSettings
from workers.starting import begin

log = logging.getLogger(__name__)


def is_sampled(read: ReadCall) -> bool:
    call = read.call
    try:
        rules = sampling_rules(call.organization_settings)
    except SamplingRulesError as error:
        log.warning("no sampling organization=%s error=%s", call.organization_id, error)
        return False
    reason = reason_to_read(rules, call.id, words_of(read.reading)) if rules and call.turns else ""
    if reason:
        log.info("sampled for the model conversation=%s reason=%s", call.id, reason)
    return bool(reason)


def await_turn(jobs: JobQueue, settings: WorkerSettings, conversation_id: UUID) -> None:
    """Lets the call wait for others (the clock sends them, see `send_sampled`), or starts it at once if waiting is disabled."""
    if settings.sampled_wait_minutes:
        sampling_queue.enter(jobs.redis, conversation_id, datetime.now(UTC))
    else:
        jobs.enqueue_sampled_analysis(conversation_id)


def start_sampled(
    database: Database, jobs: JobQueue, settings: WorkerSettings, conversation_id: UUID, group: str = ""
) -> UUID | None:
    """The analysis, begun as one of the group or by itself; None where the call has one already, or it is refused: then
    nobody is told but the log."""
    with database.reading() as session:
        if newest_ai_analysis(session, conversation_id) is not None:
            return None
    try:
        if group:
            return begin(database, conversation_id, settings, group)
        return start_ai_analysis(database, jobs, conversation_id, settings=settings, queue=BATCH)
    except AnalysisRefusedError as error:
        log.warning("sampled call refused conversation=%s code=%s %s", conversation_id, error.code, error)
        return None


def send_sampled(context: BatchContext) -> int:
    """How many analyses of those that waited were begun. Killed in between, it leaves a group that the clock sends later
    (`workers.batch_results`) and calls that still wait; none is begun twice."""
    client = context.jobs.redis
    try:
        Breaker(client, context.settings).refuse_while_open()
    except ProviderSuspendedError:
        return 0
    calls, begun = sampling_queue.waiting(client), 0
    group = new_group() if len(calls) >= context.settings.sampled_batch_least else ""
    for conversation_id in calls:
        started = start_sampled(context.database, context.jobs, context.settings, conversation_id, group)
        begun += started is not None
        sampling_queue.leave(client, conversation_id)
    for sent in send(context, group):
        log.info("sampled calls sent became=%s analyses=%d", sent.became, sent.count)
    return begun
