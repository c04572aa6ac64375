"""Experiments: for a while another agent answers a share of the callers, and both are compared."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Word, one_of

RUNNING, PAUSED, ENDED = EXPERIMENT_STATES = ("running", "paused", "ended")
USUAL, OTHER = SIDES = ("a", "b")
COMPLETE, STOPPED, DUE = END_CAUSES = ("complete", "stopped", "due")
MAX_EXPERIMENT_NAME_CHARACTERS = 60
LEAST_SHARE, MOST_SHARE = 5, 50


class Experiment(Base):
    """`usual_agent` and `other_agent` are the provider's ids; an empty usual one is the agent of the environment. `seed` is the key
    by which callers are split, and never leaves the database and the processes that answer.

    `rate_before`: the metric in the four weeks before, None if it had no calls; `planned_usual` and `planned_other`: how many calls of the
    metric each side needs. `running_since`: when it was last started or resumed, from which on its guard counts; `paused_for`: what the
    guard counted when it paused it; `found`: what its metric counted when it ended, None if it ended before that was kept.
    `parts`: the calls that the metric counts if it is a key figure of the line of business, whatever becomes of the template meanwhile.
    """

    __tablename__ = "experiments"
    __table_args__ = (
        CheckConstraint(one_of("status", EXPERIMENT_STATES), name="status"),
        CheckConstraint(one_of("end_cause", END_CAUSES), name="end_cause"),
        CheckConstraint(
            f"(status = '{ENDED}') = (ended_at IS NOT NULL) AND (ended_at IS NULL) = (end_cause IS NULL)",
            name="ended_when_over",
        ),
        CheckConstraint(f"length(name) BETWEEN 1 AND {MAX_EXPERIMENT_NAME_CHARACTERS}", name="name"),
        CheckConstraint(f"share_percent BETWEEN {LEAST_SHARE} AND {MOST_SHARE}", name="share"),
        CheckConstraint("usual_agent <> other_agent", name="two_agents"),
        CheckConstraint("smallest_difference > 0 AND smallest_difference < 1", name="difference"),
        CheckConstraint("planned_usual > 0 AND planned_other > 0", name="planned"),
        Index(
            "uq_experiments_open",
            "organization_id",
            unique=True,
            postgresql_where=text(f"status <> '{ENDED}'"),
        ),
        Index("ix_experiments_recent", "organization_id", "started_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str]
    usual_agent: Mapped[str]
    other_agent: Mapped[str] = mapped_column(index=True)
    share_percent: Mapped[int]
    metric: Mapped[Word]
    parts: Mapped[JsonObject | None]
    smallest_difference: Mapped[float] = mapped_column(Float(53))
    rate_before: Mapped[float | None] = mapped_column(Float(53))
    planned_usual: Mapped[int]
    planned_other: Mapped[int]
    seed: Mapped[uuid.UUID] = mapped_column(server_default=func.gen_random_uuid())
    status: Mapped[Word] = mapped_column(server_default=text(f"'{RUNNING}'"))
    started_at: Mapped[CreatedAt]
    running_since: Mapped[CreatedAt]
    ends_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_for: Mapped[JsonObject | None]
    ended_at: Mapped[datetime | None]
    end_cause: Mapped[Word | None]
    found: Mapped[JsonObject | None]


class ExperimentCall(Base):
    """A call that took part, and the side whose agent it was given. `is_first`: the first of its caller in this experiment; callers are
    split, not calls.
    """

    __tablename__ = "experiment_calls"
    __table_args__ = (
        CheckConstraint(one_of("side", SIDES), name="side"),
        Index("ix_experiment_calls_side", "experiment_id", "side"),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    experiment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("experiments.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    side: Mapped[Word]
    is_first: Mapped[bool]
