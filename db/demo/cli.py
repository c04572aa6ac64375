"""`flask data demo`: fills the database with calls of the demo. They are added to what is there."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import exists, select, text

from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.actions.recounting import say_changed
from db.actions.rollups import sum_up
from db.database import Database
from db.demo.bulk import bulk
from db.demo.generator import Plan, demo_calls
from db.demo.loading import load
from db.models import Conversation, Organization

STILL_OPEN = timedelta(days=4)  # what was left undone before then, somebody has seen to
data = AppGroup("data", help="Data of the product.")


@data.command("demo")
@click.option("--conversations", type=click.IntRange(1, 10_000_000), default=900, show_default=True)
@click.option("--days", type=click.IntRange(1, 3650), default=42, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same calls for the same seed and day."
)
@click.option("--if-empty", is_flag=True, help="Only where there are no calls yet.")
def demo(conversations: int, days: int, seed: int, *, if_empty: bool) -> None:
    """Add believable calls, each marked as simulated."""
    database: Database = current_app.extensions["database"]
    if if_empty and has_calls(database):
        click.echo("there are calls already; nothing was added")
        return
    began = time.monotonic()
    count = load_demo(database, conversations=conversations, days=days, seed=seed, tell=report)
    click.echo(f"{count} calls of the demo in {time.monotonic() - began:.1f} s")


def has_calls(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.scalar(select(exists().select_from(Conversation))))


def report(count: int) -> None:
    if count % 50_000 == 0:
        click.echo(f"{count} calls")


def load_demo(
    database: Database,
    *,
    conversations: int,
    days: int,
    seed: int,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """In one transaction: all or none. The statistics are brought up to date, so that the first page is quick."""
    with database.transaction() as session:
        organization_id = ensure_first_organization(session)
        timezone = session.scalars(
            select(Organization.timezone).where(Organization.id == organization_id)
        ).one()
        plan = Plan(conversations, days, seed, datetime.now(UTC), timezone)
        with bulk(session, conversations):
            count = load(session, demo_calls(plan), organization_id=organization_id, tell=tell)
        since = datetime.now(UTC) - STILL_OPEN
        settle_follow_ups(session, organization_id=organization_id, since=since, is_told=False)
        session.execute(
            text("ANALYZE conversations, turns, conversation_analysis, ledger_entries, call_texts")
        )
        say_changed(session, plan.until - timedelta(days=days + 8), plan.until)
        sum_up(session, now=plan.until)
        session.execute(text("ANALYZE call_facts, call_cells, call_spreads"))
    return count
