"""Looks after running experiments: pauses one whose other agent fails, and ends one that has its calls or whose date has come."""

import logging
from datetime import datetime
from functools import partial
from uuid import UUID

from db.actions.experiments import end_experiment, pause_experiment
from db.database import Database
from db.experiments import Experiment, is_harmful, missing_calls
from db.models.experiment import COMPLETE, DUE, OTHER, USUAL
from db.queries.experiments import experiment_row, running_ones, sides_of, troubles_of
from workers.apart import apart

log = logging.getLogger(__name__)


def settle(database: Database, now: datetime) -> int:
    """How many were paused or ended. One that fails keeps no other from being looked after."""
    with database.reading() as session:
        running = running_ones(session)
    return sum(
        apart(
            partial(settled, database, owner, found, now),
            "experiment not looked after experiment=%s",
            found.id,
        )
        for owner, found in running
    )


def settled(database: Database, owner: UUID, found: Experiment, now: datetime) -> bool:
    with database.transaction() as session:
        row = experiment_row(session, owner, found.id)
        if row is None:
            return False
        troubles = troubles_of(session, found.id, since=found.running_since)
        if is_harmful(troubles[USUAL], troubles[OTHER]):
            log.warning("experiment paused experiment=%s troubles=%s", found.id, troubles)
            return pause_experiment(session, row, at=now, usual=troubles[USUAL], other=troubles[OTHER])
        if found.ends_at is not None and now >= found.ends_at:
            return end_experiment(session, row, by=None, at=now, cause=DUE)
        if missing_calls(found, *sides_of(session, found, owner, now=now)):
            return False
        return end_experiment(session, row, by=None, at=now, cause=COMPLETE)
