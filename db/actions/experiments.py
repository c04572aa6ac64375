"""Experiments are started, paused, resumed and ended. What people do is in the log of changes of settings, and so is what happens by
itself, without an author.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db.actions.events import record_event
from db.actions.limits import lock_limit
from db.actions.settings import note_change
from db.experiments import ExperimentError, NewExperiment, Plan, Side, as_counts
from db.models import Experiment
from db.models.experiment import ENDED, PAUSED, RUNNING
from db.queries.experiments import is_open, kept, sides_of

SUBJECT = "experiment"
LOGGED = ("name", "usual_agent", "other_agent", "share_percent", "metric", "smallest_difference", "status")


def start_experiment(
    session: Session, *, organization_id: UUID, by: UUID, wanted: NewExperiment, plan: Plan, at: datetime
) -> UUID:
    """Raises ExperimentError. `wanted` has been checked."""
    lock_limit(session, "experiments", organization_id)
    if is_open(session, organization_id):
        raise ExperimentError("one_is_open", "An organization has one experiment at a time.")
    row = Experiment(
        organization_id=organization_id,
        name=wanted.name.strip(),
        usual_agent=wanted.usual_agent,
        other_agent=wanted.other_agent,
        share_percent=wanted.share_percent,
        metric=wanted.metric,
        parts=wanted.parts and dict(wanted.parts),
        smallest_difference=wanted.smallest_difference,
        rate_before=plan.rate_before,
        planned_usual=plan.usual,
        planned_other=plan.other,
        status=RUNNING,
        started_at=at,
        running_since=at,
        ends_at=wanted.ends_at,
    )
    session.add(row)
    session.flush()
    note_change(session, organization_id, by, SUBJECT, before={}, after=logged(row))
    tell(session, organization_id)
    return row.id


def end_experiment(session: Session, row: Experiment, *, by: UUID | None, at: datetime, cause: str) -> bool:
    """Returns whether it was not over yet."""
    session.refresh(row, with_for_update=True)
    if row.status == ENDED:
        return False
    found = as_counts(*sides_of(session, kept(row), row.organization_id, now=at))
    change(session, row, by, status=ENDED, ended_at=at, end_cause=cause, found=found)
    return True


def pause_experiment(session: Session, row: Experiment, *, at: datetime, usual: Side, other: Side) -> bool:
    """All callers have the usual agent again. Returns whether it was running."""
    session.refresh(row, with_for_update=True)
    if row.status != RUNNING:
        return False
    change(session, row, None, status=PAUSED, paused_at=at, paused_for=as_counts(usual, other))
    return True


def resume_experiment(session: Session, row: Experiment, *, by: UUID, at: datetime) -> bool:
    """Its guard begins anew. Returns whether it was paused."""
    session.refresh(row, with_for_update=True)
    if row.status != PAUSED:
        return False
    change(session, row, by, status=RUNNING, running_since=at)
    return True


def change(session: Session, row: Experiment, by: UUID | None, **values: Any) -> None:
    before = logged(row)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    note_change(session, row.organization_id, by, SUBJECT, before=before, after=logged(row))
    tell(session, row.organization_id)


def tell(session: Session, organization_id: UUID) -> None:
    """Open pages are drawn anew."""
    record_event(session, "metrics.changed", {"what": "experiments"}, organization_id=organization_id)


def logged(row: Experiment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in LOGGED}
