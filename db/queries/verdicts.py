"""Verdicts of AI analyses by criterion and week, for the watch that looks for rising failure rates."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationAnalysis

WEEK_SECONDS = timedelta(weeks=1).total_seconds()


@dataclass(frozen=True, slots=True)
class Judge:
    """A criterion with the prompt version and model that judged it."""

    criterion: str
    version: str
    model: str


def verdicts(
    session: Session, *, organization_id: UUID, since: datetime, until: datetime
) -> Mapping[Judge, Mapping[int, tuple[int, int]]]:
    """(failed calls, calls with a known verdict) by age in whole weeks before `until`. The newest analysis of a call counts."""
    newest = newest_readings(organization_id, since, until)
    judgement, criterion, verdict = judgements(newest)
    age = func.extract("epoch", until - newest.c.started_at) / WEEK_SECONDS
    asked: list[Any] = [criterion, newest.c.version, newest.c.model, func.floor(age)]
    counts = [func.count().filter(verdict == "failure"), func.count().filter(verdict != "unknown")]
    found: dict[Judge, dict[int, tuple[int, int]]] = defaultdict(dict)
    both = newest.join(judgement, true())
    rows: Any = session.execute(select(*asked, *counts).select_from(both).group_by(*asked))
    for name, version, model, week, failed, known in rows:
        found[Judge(name, version, model)][int(week)] = (failed, known)
    return found


def failed_calls(
    session: Session,
    *,
    organization_id: UUID,
    since: datetime,
    until: datetime,
    criterion: str,
    distrusted: Collection[Judge],
    limit: int,
) -> list[UUID]:
    """Calls that failed the criterion, newest first, except by a `distrusted` judge."""
    newest = newest_readings(organization_id, since, until)
    judgement, name, verdict = judgements(newest)
    not_by = [
        (newest.c.version != one.version) | (newest.c.model != one.model)
        for one in distrusted
        if one.criterion == criterion
    ]
    statement = (
        select(newest.c.id)
        .select_from(newest.join(judgement, true()))
        .where(name == criterion, verdict == "failure", *not_by)
        .order_by(newest.c.started_at.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def newest_readings(organization_id: UUID, since: datetime, until: datetime) -> Subquery:
    """The newest completed AI analysis of each call."""
    return (
        select(
            Conversation.id,
            Conversation.started_at,
            ConversationAnalysis.version,
            func.coalesce(ConversationAnalysis.model, "").label("model"),
            ConversationAnalysis.results["criteria"].label("criteria"),
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


def judgements(newest: Subquery) -> tuple[Any, Any, Any]:
    """Unnests the criteria: the FROM item, the criterion column and the verdict column."""
    each: Any = func.jsonb_array_elements(newest.c.criteria).table_valued(column("value", JSONB))
    judgement = each.render_derived(name="judgement")
    return judgement, judgement.c.value["criterion"].astext, judgement.c.value["verdict"].astext
