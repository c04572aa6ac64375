"""`flask data …`, and loading the demo. Demo calls are added to what is there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask.cli import AppGroup
from psycopg2.errors import UniqueViolation
from sqlalchemy import exists, select, text, true

from db.actions.cost_days import sum_up_costs
from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.actions.recounting import mark_period_changed
from db.actions.rollups import sum_up
from db.database import Database
from db.demo.bulk import bulk
from db.demo.generator import Plan, demo_calls
from db.demo.loading import load
from db.demo.repertoire import Repertoire, Written
from db.demo.statements import NUMBER_OF_DEMO
from db.models import Conversation, Organization

STILL_OPEN = timedelta(days=4)  # older follow-ups of the demo count as done
data = AppGroup("data", help="Demo data, and erasure.")


class SameCallsError(Exception):
    """The same seed, number of calls and days were loaded today already."""

    def __init__(self, seed: int) -> None:
        super().__init__(f"these very calls are here already; --seed {seed + 1} gives others")


def has_calls(database: Database, organization_id: UUID | None = None) -> bool:
    """Whether any calls exist, or any of one organization."""
    ours = Conversation.organization_id == organization_id if organization_id else true()
    with database.reading() as session:
        return bool(session.scalar(select(exists().select_from(Conversation).where(ours))))


@dataclass(frozen=True, slots=True)
class Stage:
    """The organization, dialogues and number of a demo; by default the first organization with our own dialogues."""

    organization_id: UUID | None = None
    repertoire: Repertoire = field(default_factory=Written)
    number: str = NUMBER_OF_DEMO


def load_demo(
    database: Database,
    *,
    conversations: int,
    days: int,
    seed: int,
    on_progress: Callable[[int], None] = lambda _: None,
    stage: Stage | None = None,
) -> int:
    """Loads all calls in one transaction; returns how many. Raises SameCallsError if they were loaded before. Updates the
    planner's statistics, so that the first page is fast.
    """
    stage = stage or Stage()
    with database.transaction() as session:
        organization_id = stage.organization_id or ensure_first_organization(session)
        which = Organization.id == organization_id
        asked = select(Organization.timezone, Organization.slug, Organization.name).where(which)
        timezone, slug, name = session.execute(asked).one()
        repertoire = stage.repertoire.of(name)
        plan = Plan(conversations, days, seed, datetime.now(UTC), timezone, repertoire, slug)
        calls = demo_calls(plan)
        try:
            with bulk(session, conversations):
                count = load(
                    session,
                    calls,
                    organization_id=organization_id,
                    on_progress=on_progress,
                    number=stage.number,
                )
        except UniqueViolation as error:
            raise SameCallsError(seed) from error
        since = datetime.now(UTC) - STILL_OPEN
        settle_follow_ups(session, organization_id=organization_id, since=since, is_told=False)
        session.execute(
            text("ANALYZE conversations, turns, conversation_analysis, ledger_entries, call_texts")
        )
        mark_period_changed(session, plan.until - timedelta(days=days + 8), plan.until)
        sum_up(session, now=plan.until)
        while sum_up_costs(session, now=plan.until):
            pass
        session.execute(text("ANALYZE call_facts, call_cells, call_spreads, cost_days"))
    return count
