"""What the process that answers needs to know of an experiment, to choose the agent of a caller without asking again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Experiment
from db.models.experiment import ENDED


@dataclass(frozen=True, slots=True)
class RunningExperiment:
    """A detached copy, valid after its transaction. An empty `usual_agent` is the one of the environment."""

    id: UUID
    usual_agent: str
    other_agent: str
    share_percent: int
    seed: UUID
    ends_at: datetime | None = None


def as_running(found: Experiment | None) -> RunningExperiment | None:
    if found is None:
        return None
    share, seed = found.share_percent, found.seed
    return RunningExperiment(found.id, found.usual_agent, found.other_agent, share, seed, found.ends_at)


def tried_agents(session: Session) -> list[tuple[str, str]]:
    """The provider's id of the other agent, and the name, of each experiment that is not over, of all organizations."""
    asked = select(Experiment.other_agent, Experiment.name).where(Experiment.status != ENDED)
    return [(agent, name) for agent, name in session.execute(asked.order_by(Experiment.started_at))]
