"""The list of calls, one block at a time."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import Agent, CallFact, CallTag, CheckedCall, Conversation, User
from db.queries.frames import ANYTHING, FLAG, MOMENT, TEXT, WHOLE, read_frame
from db.queries.readings import CALLER_NAME, OF_CALL, Reading
from db.queries.selection import Selection, weighed
from db.queries.text_search import mentions

CALL_COLUMNS = {
    "id": TEXT,
    "started_at": MOMENT,
    "phone_number": TEXT,
    "caller_name": TEXT,
    "direction": TEXT,
    "status": TEXT,
    "end_reason": TEXT,
    "ended_by": TEXT,
    "language": TEXT,
    "duration_seconds": WHOLE,
    "intent": TEXT,
    "outcome": TEXT,
    "urgency": TEXT,
    "is_test": FLAG,
    "is_simulated": FLAG,
    "services": ANYTHING,
    "sentiment": TEXT,
    "heard_gap_ms": WHOLE,
    "called_number": TEXT,
    "agent": TEXT,
    "cost_eur": ANYTHING,
    "unknown_costs": WHOLE,
    "tags": ANYTHING,
    "checker": TEXT,
    "checked_at": MOMENT,
}
OF_FACTS = (
    "intent",
    "outcome",
    "urgency",
    "services",
    "sentiment",
    "heard_gap_ms",
    "cost_eur",
    "unknown_costs",
)
SORTABLE: dict[str, InstrumentedAttribute[object]] = {
    "started_at": CallFact.started_at,
    "duration_seconds": CallFact.duration_seconds,
    "phone_number": CallFact.phone_number,
    "status": CallFact.status,
    "language": CallFact.language,
}
MAX_OFFSET = 20_000  # deeper offsets are slow; users should filter instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows `start` to `end` (exclusive) in the order of a column that may be sorted by."""

    start: int = 0
    end: int = 100
    sort: str = "started_at"
    descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQuery:
    """A query of the list of calls: a selection, an intent, and a search in number, name, plate and words."""

    selection: Selection
    intent: str | None = None
    search: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Conditions for a statement that selects from or joins `call_facts`."""
        found = self.selection.conditions()
        if self.intent:
            found.append(CallFact.intent == self.intent)
        return [*found, *([mentions(self.search, is_rare=False)] if self.search.strip() else [])]

    def weighed(self, session: Session, *, is_walked: bool = False) -> "CallQuery":
        """The same query, planned for the frequency of its words: see `db.queries.selection.weighed`."""
        words = " ".join(filter(None, (self.selection.text, self.search.strip())))
        selection = replace(self.selection, text=words or None)
        return replace(self, selection=weighed(session, selection, is_walked=is_walked), search="")


def calls_block(session: Session, wanted: CallQuery, block: Block) -> tuple[pd.DataFrame, bool]:
    """The rows, and whether there are more after them (one row is read ahead instead of counting all)."""
    size = max(block.end - block.start, 0) if block.start < MAX_OFFSET else 0
    column = SORTABLE.get(block.sort, CallFact.started_at)
    order = column.desc().nulls_last() if block.descending else column.asc().nulls_last()
    if column is CallFact.started_at:  # never null; the index knows no `NULLS LAST` of the other kind
        order = column.desc() if block.descending else column.asc()
    tie = CallFact.conversation_id.desc() if block.descending else CallFact.conversation_id.asc()
    page = (  # which calls, from the facts alone: what is shown of a call is looked up for these only
        select(CallFact.conversation_id.label("id"))
        .where(*wanted.weighed(session, is_walked=column is CallFact.started_at).conditions())
        .order_by(order, tie)
        .offset(block.start)
        .limit(size + 1)
        .subquery()
    )
    statement = (
        select(*call_columns())
        .select_from(page)
        .join(CallFact, CallFact.conversation_id == page.c.id)
        .join(Conversation, Conversation.id == page.c.id)
        .outerjoin(Reading, OF_CALL)
        .order_by(order, tie)
    )
    frame = read_frame(session, statement, CALL_COLUMNS)
    return frame.head(size), len(frame) > size > 0


def call_columns() -> list[ColumnElement[Any]]:
    stored = {name: getattr(Conversation, name) for name in CALL_COLUMNS if hasattr(Conversation, name)}
    read = {"caller_name": CALLER_NAME, **looked_up()}
    read |= {name: getattr(CallFact, name) for name in OF_FACTS}
    return [(stored | read)[name].label(name) for name in CALL_COLUMNS]


def looked_up() -> dict[str, ColumnElement[Any]]:
    """Columns computed by a subquery per row."""
    checked = CheckedCall.conversation_id == CallFact.conversation_id
    tags = select(func.array_agg(aggregate_order_by(CallTag.tag, CallTag.tag))).where(
        CallTag.conversation_id == CallFact.conversation_id
    )
    checker = select(User.email).join(CheckedCall, CheckedCall.checked_by == User.id).where(checked)
    return {
        "agent": select(Agent.name).where(Agent.id == CallFact.agent_id).scalar_subquery(),
        "tags": tags.scalar_subquery(),
        "checker": checker.scalar_subquery(),
        "checked_at": select(CheckedCall.checked_at).where(checked).scalar_subquery(),
    }
