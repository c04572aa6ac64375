"""Experiments for the tests: running ones, and calls that took part in them."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from db.actions.experiment_calls import join_experiment
from db.models import Experiment

OTHER_AGENT = "agent_simulated_other"
PLAIN: dict[str, Any] = {
    "name": "Shorter greeting",
    "usual_agent": "",
    "other_agent": OTHER_AGENT,
    "share_percent": 50,
    "metric": "booking_rate",
    "smallest_difference": 0.1,
    "rate_before": 0.5,
    "planned_usual": 400,
    "planned_other": 400,
}


def start_experiment(session: Session, organization_id: UUID, **what: Any) -> UUID:
    found = Experiment(**{"id": uuid4(), "organization_id": organization_id, **PLAIN, **what})
    session.add(found)
    session.flush()
    return found.id


def join(session: Session, experiment_id: UUID, conversation_id: UUID, side: str) -> None:
    join_experiment(
        session,
        conversation_id=conversation_id,
        experiment_id=experiment_id,
        side=side,
        is_known_number=True,
    )
