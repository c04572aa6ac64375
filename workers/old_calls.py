"""Orders the erasure of what was said in calls that their organization has kept long enough."""

import logging
from datetime import UTC, datetime

from db.actions.erasures import begin_erasure
from db.actions.old_calls import old_calls
from workers import runtime

log = logging.getLogger(__name__)


def erase_old_words() -> int:
    """Returns how many organizations have such calls. Without Redis the order waits until `resume_erasures` finds it."""
    with runtime.database() as database, database.transaction() as session:
        begun = [
            begin_erasure(session, scope=scope, user_id=None)
            for scope in old_calls(session, datetime.now(UTC))
        ]
    if begun:
        with runtime.job_queue() as jobs:
            for erasure_id in begun:
                jobs.enqueue_erasure(erasure_id)
        log.info("erasures of old words ordered organizations=%d", len(begun))
    return len(begun)
