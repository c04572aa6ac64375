"""Monthly sums of facts, from which long periods are counted. A month that has changed since is counted call by call.

Derived from `call_facts` by `db.actions.rollups`, and never written by anybody else.
"""

import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, Identity, Index, Numeric, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Word

SPREAD_COLUMNS = (
    "duration_seconds",
    "answer_ms",
    "human_seconds",
    "heard_gap_ms",
    "slow_gap_ms",
    "talk_percent",
    "silence_percent",
    "quiet_percent",
    "agent_quiet_percent",
)
"""Columns of `call_facts` that quantiles and means are computed from."""


class CallDay(Base):
    """A day with calls, now or earlier. Each transaction that changes one of its facts sets a new, unique version."""

    __tablename__ = "call_days"

    organization_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[uuid.UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    costs_version: Mapped[uuid.UUID | None]  # the version whose costs are in `cost_days`


class CallMonth(Base):
    """A month with calls. `is_stale`: its sums do not match its facts (any more)."""

    __tablename__ = "call_months"

    organization_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # the first day of the month
    is_stale: Mapped[bool] = mapped_column(server_default=text("true"))


class CallCell(Base):
    """How many calls of a month are alike in all that metrics, filters and breakdowns ask. The columns are those of `call_facts`;
    `day` is the month's first, and of costs there is the sum (null where none is known)."""

    __tablename__ = "call_cells"
    __table_args__ = (Index("ix_call_cells_month", "organization_id", "day"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    organization_id: Mapped[uuid.UUID]
    day: Mapped[date]
    agent_id: Mapped[uuid.UUID | None]
    agent_version: Mapped[str | None]
    direction: Mapped[Word]
    status: Mapped[Word]
    end_reason: Mapped[Word | None]
    language: Mapped[str | None]
    has_number: Mapped[bool]
    is_test: Mapped[bool]
    is_simulated: Mapped[bool]
    is_staff: Mapped[bool]
    is_answered: Mapped[bool]
    is_quick: Mapped[bool]
    is_early: Mapped[bool]
    is_forwarded: Mapped[bool]
    is_read: Mapped[bool]
    intent: Mapped[Word | None]
    outcome: Mapped[Word | None]
    urgency: Mapped[Word | None]
    sentiment: Mapped[Word | None]
    stage: Mapped[Word | None]
    abandon_reason: Mapped[Word | None]
    funnel_step: Mapped[int | None] = mapped_column(SmallInteger)
    services: Mapped[list[str]] = mapped_column(ARRAY(Text))
    has_notices: Mapped[bool | None]
    speaks_caller_language: Mapped[bool | None]
    is_interrupted: Mapped[bool | None]
    tools_worked: Mapped[bool | None]
    is_repeat: Mapped[bool]
    called_again: Mapped[bool]
    cost_eur: Mapped[Decimal | None] = mapped_column(Numeric)
    cost_squares: Mapped[Decimal | None] = mapped_column(Numeric)
    unknown_costs: Mapped[int] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(BigInteger)


class CallSpread(Base):
    """How often a value of a `call_facts` column occurs in a month, among answered, ended calls."""

    __tablename__ = "call_spreads"
    __table_args__ = (Index("ix_call_spreads_month", "organization_id", "column_name", "day"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    organization_id: Mapped[uuid.UUID]
    day: Mapped[date]
    column_name: Mapped[Word]
    agent_id: Mapped[uuid.UUID | None]
    direction: Mapped[Word]
    language: Mapped[str | None]
    is_test: Mapped[bool]
    is_simulated: Mapped[bool]
    is_staff: Mapped[bool]
    value: Mapped[int]
    n: Mapped[int] = mapped_column(BigInteger)


class CostDay(Base):
    """Sums of a day's ledger lines with equal columns. Valid only while the day's `costs_version` equals its `version`."""

    __tablename__ = "cost_days"
    __table_args__ = (Index("ix_cost_days_day", "organization_id", "day"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    organization_id: Mapped[uuid.UUID]
    day: Mapped[date]
    is_counted: Mapped[bool]  # false for test calls and calls of the staff
    kind: Mapped[Word]
    currency: Mapped[str]
    certainty: Mapped[Word]
    lines: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[Decimal | None] = mapped_column(Numeric)  # null if no line has an amount
