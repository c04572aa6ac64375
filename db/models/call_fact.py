"""One narrow row per call, from which every figure is counted: the inputs of the metrics as columns.

Derived from the call, its turns, its reading by rules and its ledger by `db.actions.call_facts`, and never written by anybody else. Once the
call's words are gone nothing could derive it, so the row stays as it is (`db.actions.word_removal`).
"""

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Moment, Phone, Word


class CallFact(Base):
    """`day` and `hour` are local to the organization. Null means not known (yet); such a call is excluded from rates of
    that column.
    """

    __tablename__ = "call_facts"
    __table_args__ = (
        Index("ix_call_facts_recent", "organization_id", "started_at", "conversation_id"),
        Index("ix_call_facts_phone_number", "organization_id", "phone_number", "started_at"),
        Index(
            "ix_call_facts_cost",
            "organization_id",
            text("cost_eur DESC"),
            postgresql_where=text("cost_eur IS NOT NULL"),
        ),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[uuid.UUID]
    started_at: Mapped[Moment]
    day: Mapped[date]
    hour: Mapped[int] = mapped_column(SmallInteger)
    agent_id: Mapped[uuid.UUID | None]
    agent_version: Mapped[str | None]  # the provider's id of the agent's settings and prompt
    direction: Mapped[Word]
    status: Mapped[Word]
    end_reason: Mapped[Word | None]
    language: Mapped[str | None]
    phone_number: Mapped[Phone | None]
    called_number: Mapped[Phone | None]  # ours, in both directions
    has_number: Mapped[bool]  # a number that can be called back and recognized
    is_test: Mapped[bool]
    is_simulated: Mapped[bool]
    is_staff: Mapped[bool]  # of the organization's `staff_numbers`
    is_answered: Mapped[bool]
    is_quick: Mapped[bool]  # answered within SERVICE_SECONDS
    is_early: Mapped[bool]  # the caller hung up within EARLY_SECONDS of the answer
    is_forwarded: Mapped[bool]
    is_read: Mapped[bool]  # analysed by the rules; otherwise the next nine are unknown
    intent: Mapped[Word | None]
    outcome: Mapped[Word | None]
    urgency: Mapped[Word | None]
    sentiment: Mapped[Word | None]
    stage: Mapped[Word | None]  # the stage at which an abandoned call ended
    abandon_reason: Mapped[Word | None]
    # The furthest that was proved, from 1; 0 for none.
    funnel_step: Mapped[int | None] = mapped_column(SmallInteger)
    services: Mapped[list[str]] = mapped_column(ARRAY(Text))
    has_notices: Mapped[bool | None]  # AI and recording notices were heard within NOTICE_SECONDS
    speaks_caller_language: Mapped[bool | None]
    is_interrupted: Mapped[bool | None]  # the caller spoke while the agent did
    tools_worked: Mapped[bool | None]  # no tool of the agent failed; null if it used none
    is_repeat: Mapped[bool]  # the number had called within the seven days before
    called_again: Mapped[bool]  # with the same intent, within the seven days after
    duration_seconds: Mapped[int | None]
    answer_ms: Mapped[int | None]  # from the first ring to the answer
    human_seconds: Mapped[int | None]  # from the transfer to the person's answer
    # Response gap from the caller's last word to the agent's first: median and 95th percentile, measured on the recording, else from turns.
    heard_gap_ms: Mapped[int | None]
    slow_gap_ms: Mapped[int | None]
    talk_percent: Mapped[int | None] = mapped_column(SmallInteger)  # the agent's share of the speech
    silence_percent: Mapped[int | None] = mapped_column(SmallInteger)  # share of long pauses in the call
    # Measured on the recording: share of silence, and of silence while it is the agent's turn or its tool runs.
    quiet_percent: Mapped[int | None] = mapped_column(SmallInteger)
    agent_quiet_percent: Mapped[int | None] = mapped_column(SmallInteger)
    cost_eur: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    # Number of ledger lines without an amount in euros.
    unknown_costs: Mapped[int] = mapped_column(SmallInteger)
    updated_at: Mapped[datetime]
