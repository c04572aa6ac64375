"""A sampled call gets its AI analysis, once, behind those that people asked for."""

import logging
from uuid import UUID

from db.database import Database
from db.queries.analyses import newest_ai_analysis
from workers.errors import AnalysisRefusedError
from workers.programmatic import ReadCall
from workers.queue import BATCH, JobQueue, start_ai_analysis
from workers.sampling import SamplingRulesError, reason_to_read, sampling_rules, words_of
from workers.settings import WorkerSettings

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


def start_sampled(
    database: Database, jobs: JobQueue, settings: WorkerSettings, conversation_id: UUID
) -> UUID | None:
    """The analysis; None where the call has one already, or it is refused: then nobody is told but the log."""
    with database.reading() as session:
        if newest_ai_analysis(session, conversation_id) is not None:
            return None
    try:
        return start_ai_analysis(database, jobs, conversation_id, settings=settings, queue=BATCH)
    except AnalysisRefusedError as error:
        log.warning("sampled call refused conversation=%s code=%s %s", conversation_id, error.code, error)
        return None
