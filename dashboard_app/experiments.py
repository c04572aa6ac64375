"""What page and API do with experiments: one way for both. Only administrators start and end them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dashboard_app.access.members import member
from dashboard_app.metrics_of_reader import metrics_of_reader, parts_of_trade
from dashboard_app.viewer import database
from db.actions.experiments import end_experiment, resume_experiment, start_experiment
from db.experiments import (
    Experiment,
    ExperimentError,
    NewExperiment,
    Outcome,
    Plan,
    Side,
    as_sides,
    is_skewed,
    outcome,
    split_chance,
)
from db.models.experiment import OTHER, STOPPED, USUAL
from db.queries.experiments import (
    callers_of,
    experiment_row,
    experiments,
    figures_of,
    kept,
    plan_for,
    side_of,
    sides_of,
    usual_agents,
)
from db.queries.metrics.changes import Difference, difference
from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure


class UnknownExperimentError(Exception):
    """The organization has no such experiment."""


@dataclass(frozen=True, slots=True)
class Result:
    """How both sides of an experiment did. `others`: the figures beside its own. `is_skewed`: callers were not split as they should have been."""

    experiment: Experiment
    figures: dict[str, dict[str, Figure]]
    callers: dict[str, int]
    others: Sequence[Metric] = ()

    def difference(self, name: str) -> Difference:
        """The other agent minus the usual one."""
        return difference(self.figures[USUAL][name], self.figures[OTHER][name])

    def side(self, side: str) -> Side:
        return side_of(self.figures[side][self.experiment.metric])

    @property
    def outcome(self) -> Outcome:
        return outcome(self.experiment, self.side(USUAL), self.side(OTHER))

    @property
    def can_check_split(self) -> bool:
        return split_chance(self.callers[USUAL], self.callers[OTHER], self.experiment.share) is not None

    @property
    def is_skewed(self) -> bool:
        return is_skewed(self.callers[USUAL], self.callers[OTHER], self.experiment.share)


def all_experiments() -> list[Experiment]:
    """The newest first."""
    with database().reading() as session:
        return experiments(session, member().organization_id)


def agents() -> list[tuple[str, str]]:
    with database().reading() as session:
        return usual_agents(session, member().organization_id)


def result_of(experiment_id: UUID) -> Result:
    """With all figures that there are. Raises UnknownExperimentError."""
    house = member().organization_id
    with database().reading() as session:
        found = kept(own(session, experiment_id))
        others = [metric for metric in metrics_of_reader().values() if metric.name != found.metric]
        figures = figures_of(session, house, found.id, [found.figure, *others], now=datetime.now(UTC))
        return Result(found, figures, callers_of(session, found.id), others)


def past_outcome(found: Experiment) -> Outcome:
    """Counted only where it ended before that was kept."""
    if found.found is not None:
        return outcome(found, *as_sides(found.found))
    with database().reading() as session:
        return outcome(found, *sides_of(session, found, member().organization_id, now=datetime.now(UTC)))


def planned(usual_agent: str, metric: str, difference: float, share_percent: int) -> Plan:
    """Raises ExperimentError."""
    wanted = NewExperiment(
        name="plan",
        usual_agent=usual_agent,
        other_agent="another",
        share_percent=share_percent,
        metric=metric,
        smallest_difference=difference,
    )
    return plan_of(checked(wanted))


def checked(wanted: NewExperiment) -> NewExperiment:
    """With what its figure counts now, if it is one of the line of business. Raises ExperimentError."""
    found = replace(wanted, parts=parts_of_trade(wanted.metric))
    found.check(datetime.now(UTC))
    if found.usual_agent not in dict(agents()):
        raise ExperimentError("unknown_agent", "This agent does not answer for the organization.")
    return found


def plan_of(wanted: NewExperiment) -> Plan:
    with database().reading() as session:
        return plan_for(
            session,
            member().organization_id,
            usual_agent=wanted.usual_agent,
            metric=wanted.figure,
            difference=wanted.smallest_difference,
            share=wanted.share_percent / 100,
            now=datetime.now(UTC),
        )


def start(wanted: NewExperiment) -> UUID:
    """Raises ExperimentError."""
    wanted = checked(wanted)
    plan, who = plan_of(wanted), member()
    with database().transaction() as session:
        return start_experiment(
            session,
            organization_id=who.organization_id,
            by=who.id,
            wanted=wanted,
            plan=plan,
            at=datetime.now(UTC),
        )


def end(experiment_id: UUID) -> bool:
    """Returns whether it was not over yet."""
    with database().transaction() as session:
        row = own(session, experiment_id)
        return end_experiment(session, row, by=member().id, at=datetime.now(UTC), cause=STOPPED)


def resume(experiment_id: UUID) -> bool:
    """Returns whether it was paused."""
    with database().transaction() as session:
        return resume_experiment(session, own(session, experiment_id), by=member().id, at=datetime.now(UTC))


def own(session: Any, experiment_id: UUID) -> Any:
    found = experiment_row(session, member().organization_id, experiment_id)
    if found is None:
        raise UnknownExperimentError
    return found
