"""How calls did by the criteria of AI analyses, week by week: for whoever watches whether a criterion fails more often than it did."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationAnalysis

WEEK_SECONDS = timedelta(weeks=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Judge:
    """By which criterion, and who: the prompt's version and the model."""

    criterion: str
    version: str
    model: str


def verdicts(
    session: Session, *, organization_id: UUID, since: datetime, until: datetime
) -> Mapping[Judge, Mapping[int, tuple[int, int]]]:
    """How many calls failed, and of how many it is known, by how many whole weeks before `until` they began. Of several readings of
    a call the newest counts."""
    age = func.extract("epoch", until - Conversation.started_at) / WEEK_SECONDS
    newest = (
        select(
            ConversationAnalysis.version,
            func.coalesce(ConversationAnalysis.model, "").label("model"),
            ConversationAnalysis.results["criteria"].label("criteria"),
            func.floor(age).label("week"),
        )
        .ext(distinct_on(Conversation.id))
        .join(Conversation, Conversation.id == ConversationAnalysis.conversation_id)
        .where(
            Conversation.organization_id == organization_id,
            Conversation.started_at >= since,
            Conversation.started_at < until,
            ~Conversation.is_test,
            ConversationAnalysis.analysis_type == "ai",
            ConversationAnalysis.status == "completed",
        )
        .order_by(Conversation.id, ConversationAnalysis.finished_at.desc())
        .subquery("newest")
    )
    each: Any = func.jsonb_array_elements(newest.c.criteria).table_valued(column("value", JSONB))
    judgement = each.render_derived(name="judgement")
    criterion, verdict = judgement.c.value["criterion"].astext, judgement.c.value["verdict"].astext
    asked: list[Any] = [criterion, newest.c.version, newest.c.model, newest.c.week]
    counts = [func.count().filter(verdict == "failure"), func.count().filter(verdict != "unknown")]
    found: dict[Judge, dict[int, tuple[int, int]]] = defaultdict(dict)
    both = newest.join(judgement, true())
    rows: Any = session.execute(select(*asked, *counts).select_from(both).group_by(*asked))
    for name, version, model, week, failed, known in rows:
        found[Judge(name, version, model)][int(week)] = (failed, known)
    return found
