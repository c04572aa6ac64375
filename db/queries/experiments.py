"""Experiments, the calls of their sides, and what is known before one starts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from db.experiments import Experiment as Kept
from db.experiments import Plan, Side, plan
from db.models import Agent, CallFact, Conversation, Experiment, ExperimentCall, Organization
from db.models.experiment import ENDED, OTHER, RUNNING, SIDES, USUAL
from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure
from db.queries.selection import UNKNOWN, Selection

LOOK_BACK = timedelta(days=28)
FIELDS = tuple(Kept.__dataclass_fields__)
NOT_SERVED = ("agent_unreachable", "agent_failed")  # end reasons, and why a person was called


def kept(row: Experiment) -> Kept:
    return Kept(**{name: getattr(row, name) for name in FIELDS})


def experiments(session: Session, organization_id: UUID) -> list[Kept]:
    """The newest first."""
    own = Experiment.organization_id == organization_id
    return [
        kept(row)
        for row in session.scalars(select(Experiment).where(own).order_by(Experiment.started_at.desc()))
    ]


def experiment_row(session: Session, organization_id: UUID, experiment_id: UUID) -> Experiment | None:
    wanted = (Experiment.id == experiment_id, Experiment.organization_id == organization_id)
    return session.scalars(select(Experiment).where(*wanted)).one_or_none()


def has_experiments(session: Session, organization_id: UUID) -> bool:
    """Whether there is one, or was."""
    return bool(session.scalar(select(exists().where(Experiment.organization_id == organization_id))))


def is_open(session: Session, organization_id: UUID) -> bool:
    open_ones = select(Experiment.id).filter_by(organization_id=organization_id)
    return session.scalar(open_ones.where(Experiment.status != ENDED)) is not None


def running_ones(session: Session) -> list[tuple[UUID, Kept]]:
    """Of all organizations, each with its organization."""
    rows = session.scalars(select(Experiment).where(Experiment.status == RUNNING))
    return [(row.organization_id, kept(row)) for row in rows]


def usual_agents(session: Session, organization_id: UUID) -> list[tuple[str, str]]:
    """The provider's id and the name of each agent that answers for the organization; an empty id for that of the environment, which
    answers the first organization's numbers without an agent.
    """
    own = select(Agent.provider_agent_id, Agent.name).where(
        Agent.organization_id == organization_id, Agent.phone_number.is_not(None)
    )
    named = [(row[0], row[1]) for row in session.execute(own.order_by(Agent.created_at))]
    first = select(Organization.id).order_by(Organization.created_at, Organization.id).limit(1)
    return [*([("", "")] if session.scalar(first) == organization_id else []), *named]


def plan_for(
    session: Session,
    organization_id: UUID,
    *,
    usual_agent: str,
    metric: Metric,
    difference: float,
    share: float,
    now: datetime,
) -> Plan:
    """From the calls of the usual agent in the last four weeks, or since the first one."""
    since = max(now - LOOK_BACK, first_call_at(session, organization_id) or now)
    selection = Selection(
        organization_id=organization_id,
        since=since,
        until=now,
        directions=("inbound",),
        agents=(agent_key(session, organization_id, usual_agent),),
    )
    found = measure(session, (metric,), selection, now=now)[metric.name]
    days = max((now - since) / timedelta(days=1), 1)
    return plan(float(found.value) if found.value is not None else None, difference, share, found.n / days)


def agent_key(session: Session, organization_id: UUID, provider_agent_id: str) -> str:
    """As a selection of calls names it."""
    wanted = select(Agent.id).filter_by(organization_id=organization_id, provider_agent_id=provider_agent_id)
    return str(session.scalar(wanted) or UNKNOWN)


def first_call_at(session: Session, organization_id: UUID) -> datetime | None:
    own = CallFact.organization_id == organization_id
    return session.scalar(select(func.min(CallFact.started_at)).where(own))


def side_selection(organization_id: UUID, experiment_id: UUID, side: str) -> Selection:
    return Selection(organization_id=organization_id, experiments=(str(experiment_id),), sides=(side,))


def figures_of(
    session: Session, organization_id: UUID, experiment_id: UUID, metrics: Sequence[Metric], *, now: datetime
) -> dict[str, dict[str, Figure]]:
    """By side, then by the metric's name."""
    return {
        side: measure(session, metrics, side_selection(organization_id, experiment_id, side), now=now)
        for side in SIDES
    }


def sides_of(session: Session, found: Kept, organization_id: UUID, *, now: datetime) -> tuple[Side, Side]:
    """The usual and the other one, of the experiment's own metric."""
    figures = figures_of(session, organization_id, found.id, (found.figure,), now=now)
    return side_of(figures[USUAL][found.metric]), side_of(figures[OTHER][found.metric])


def side_of(figure: Figure) -> Side:
    return Side(figure.numerator or 0, figure.n)


def callers_of(session: Session, experiment_id: UUID) -> dict[str, int]:
    """How many callers each side had: a caller's further calls are no further choice."""
    firsts = (ExperimentCall.experiment_id == experiment_id, ExperimentCall.is_first)
    counted = select(ExperimentCall.side, func.count()).where(*firsts).group_by(ExperimentCall.side)
    return dict.fromkeys(SIDES, 0) | {row[0]: row[1] for row in session.execute(counted)}


def troubles_of(session: Session, experiment_id: UUID, *, since: datetime) -> dict[str, Side]:
    """Of the calls that are over: how many the agent of their side did not serve, because it failed or did not begin."""
    facts = Conversation.facts
    not_served: Any = or_(
        Conversation.end_reason.in_(NOT_SERVED),
        facts["forward_reason"].astext.in_(NOT_SERVED),
        facts["voicemail_offered"].astext.in_(NOT_SERVED),
        facts.has_key("stand_in"),
    )
    counted = (
        select(ExperimentCall.side, func.count().filter(not_served), func.count())
        .join(Conversation, Conversation.id == ExperimentCall.conversation_id)
        .where(ExperimentCall.experiment_id == experiment_id)
        .where(Conversation.started_at >= since, Conversation.ended_at.is_not(None))
        .group_by(ExperimentCall.side)
    )
    found = {side: Side(hits, n) for side, hits, n in session.execute(counted)}
    return {USUAL: Side(0, 0), OTHER: Side(0, 0)} | found
