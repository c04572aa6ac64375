"""Live calls for the live board: caller, start, last turns, and the analysis so far."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import ScalarSelect, case, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from db.actions.fact_columns import MAX_GAP_MS
from db.actions.hints import HINTS
from db.models import Conversation, Turn
from db.models.conversation import LIVE_STATUSES
from db.queries.frames import ANYTHING, FLAG, MOMENT, TEXT, read_frame

BOARD = {
    "id": TEXT,
    "started_at": MOMENT,
    "answered_at": MOMENT,
    "phone_number": TEXT,
    "status": TEXT,
    "language": TEXT,
    "direction": TEXT,
    "mode": TEXT,
    "is_test": FLAG,
    "is_simulated": FLAG,
    "facts": ANYTHING,
    "so_far": ANYTHING,
    "said": ANYTHING,
    "heard": ANYTHING,
}
LAST_TURNS = 12
MAX_CALLS = 60
IS_LIVE = Conversation.status.in_(LIVE_STATUSES)


def live_board(session: Session, *, organization_id: UUID) -> pd.DataFrame:
    """`said`: the last turns, oldest first, as {position, role, text}; `so_far`: the rules' latest analysis; `heard`: see `heard_so_far`.

    Of `facts` only by what the caller speaks (`channel`), and what the agent was told (`hints`).
    """
    recent = (
        select(Turn.position, Turn.role, Turn.text)
        .where(Turn.conversation_id == Conversation.id)
        .order_by(Turn.position.desc())
        .limit(LAST_TURNS)
        .correlate(Conversation)
        .lateral()
    )
    row = func.jsonb_build_object("position", recent.c.position, "role", recent.c.role, "text", recent.c.text)
    said = (
        select(
            func.coalesce(
                func.jsonb_agg(aggregate_order_by(row, recent.c.position)),
                literal([], Conversation.facts.type),
            )
        )
        .select_from(recent)
        .correlate(Conversation)
        .scalar_subquery()
    )
    computed: dict[str, Any] = {
        "facts": func.jsonb_build_object(
            "channel", Conversation.facts["channel"], HINTS, Conversation.facts[HINTS]
        ),
        "so_far": Conversation.facts["so_far"],
        "said": said,
        "heard": heard_so_far(),
    }
    columns = [
        (computed[name] if name in computed else getattr(Conversation, name)).label(name) for name in BOARD
    ]
    statement = select(*columns).where(Conversation.organization_id == organization_id, IS_LIVE)
    return read_frame(
        session, statement.order_by(Conversation.started_at, Conversation.id).limit(MAX_CALLS), BOARD
    )


def heard_so_far() -> ScalarSelect[Any]:
    """How the call sounds to its caller, from the times of its turns: the middle and the longest wait for an answer in milliseconds (null
    until there is one), and how many answers the caller has cut off.
    """
    answers = (Turn.role == "agent") & (func.lag(Turn.role).over(order_by=Turn.position) == "user")
    wait = case((answers, Turn.started_ms - func.lag(Turn.ended_ms).over(order_by=Turn.position)))
    turns = (
        select((Turn.role == "agent") & Turn.is_interrupted, wait)
        .where(Turn.conversation_id == Conversation.id)
        .correlate(Conversation)
        .subquery()
    )
    is_cut, gap = turns.c
    is_wait = gap.between(0, MAX_GAP_MS)
    return (
        select(
            func.jsonb_build_object(
                "middle_ms",
                func.percentile_disc(0.5).within_group(gap).filter(is_wait),
                "longest_ms",
                func.max(gap).filter(is_wait),
                "cut_off",
                func.count().filter(is_cut),
            )
        )
        .select_from(turns)
        .scalar_subquery()
    )
