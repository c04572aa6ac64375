"""`flask data demo`: fills the first organization, or another one of any line of business, with demo calls."""

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from db.actions.founding import FoundingError, create_organization
from db.actions.organizations import FIRST, ensure_first_organization
from db.database import Database
from db.demo.cli import SameCallsError, Stage, has_calls, load_demo
from db.demo.organizations import DemoOrganization, demo_organization, has_organization
from workers.sectors import SectorError, load_sector

STEP = 50_000


@click.command("demo")
@click.option("--conversations", type=click.IntRange(1, 10_000_000), default=900, show_default=True)
@click.option("--days", type=click.IntRange(1, 3650), default=42, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed and day give the same calls."
)
@click.option("--if-empty", is_flag=True, help="Only if there are no calls yet.")
@click.option(
    "--organization",
    "slug",
    help="The organization to fill; created if it is new. Default: the first one.",
)
@click.option("--sector", help="The line of business of a new organization: `flask sectors list`.")
@with_appcontext
def demo(
    conversations: int, days: int, seed: int, *, if_empty: bool, slug: str | None, sector: str | None
) -> None:
    """Add realistic calls, each marked as simulated."""
    database: Database = current_app.extensions["database"]
    try:
        stage = stage_of(database, slug, sector)
    except (FoundingError, SectorError) as error:
        raise click.ClickException(str(error)) from error
    if if_empty and has_calls(database, stage.organization_id):
        click.echo("there are calls already; nothing was added")
        return
    began = time.monotonic()
    try:
        count = load_demo(
            database, conversations=conversations, days=days, seed=seed, on_progress=report, stage=stage
        )
    except SameCallsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} calls of the demo in {time.monotonic() - began:.1f} s")


def report(count: int) -> None:
    if count % STEP == 0:
        click.echo(f"{count} calls")


def stage_of(database: Database, slug: str | None, sector: str | None) -> Stage:
    """Raises FoundingError or SectorError, which say what to write instead."""
    if slug is None and sector is None:
        return Stage()
    if slug is None:
        raise FoundingError("say whose calls of that sector they are: --organization SLUG")
    organization = open_organization(database, slug, sector)
    if organization.sector == FIRST["sector"]:
        return Stage(organization.id, number=organization.number)
    from workers.demo import GoldenCalls

    return Stage(organization.id, GoldenCalls(load_sector(organization.sector)), organization.number)


def open_organization(database: Database, slug: str, sector: str | None) -> DemoOrganization:
    """The organization of that name; a new one, where its line of business is said."""
    with database.transaction() as session:
        ensure_first_organization(session)
    with database.transaction() as session:
        if sector and not has_organization(session, slug):
            create_organization(
                session,
                slug=slug,
                name=slug.replace("-", " ").title(),
                sector=sector,
                timezone="Europe/Madrid",
                language=load_sector(sector).default_language,
            )
        organization = demo_organization(session, slug)
    if sector and sector != organization.sector:
        raise FoundingError(
            f"{slug} is a {organization.sector}; leave --sector out, or name another organization"
        )
    return organization
