"""`flask data keep`: how long an organization keeps what was said in its calls."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext
from pydantic import ValidationError

from db.actions.old_calls import count_older
from db.actions.organizations import OrganizationProfile, profile_of_slug, set_setting
from db.call_retention import LEAST_DAYS, MOST_DAYS, RETENTION_SETTING, kept_since, read_call_retention
from db.database import Database
from db.telephone.rules import faults


@click.command("keep")
@click.argument("slug", default="autobox")
@click.option("--days", type=click.IntRange(LEAST_DAYS, MOST_DAYS), help="Erase it after so many days.")
@click.option("--for-ever", is_flag=True, help="Keep it until somebody erases it: the default.")
@click.option("--dry-run", is_flag=True, help="Only count the calls that would lose their words now.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_appcontext
def keep_words(slug: str, days: int | None, *, for_ever: bool, dry_run: bool, yes: bool) -> None:
    """Show or set how long the organization SLUG keeps numbers, names and words of its calls. Figures stay for ever.

    The workers erase them within the hour, and each day from then on.
    """
    if for_ever and days is not None:
        raise click.UsageError("say either --days or --for-ever")
    database: Database = current_app.extensions["database"]
    with database.reading() as session:
        organization = profile_of_slug(session, slug)
    if organization is None:
        raise click.ClickException(f"there is no organization {slug}")
    if days is not None:
        count = calls_past(database, organization, days)
        click.echo(f"{count} calls {'would lose' if dry_run else 'lose'} number and words now")
        if count and not (dry_run or yes):
            click.confirm("This cannot be undone. Erase them?", abort=True)
    if not dry_run and (for_ever or days is not None):
        with database.transaction() as session:
            set_setting(session, slug=slug, name=RETENTION_SETTING, value={"days": days} if days else None)
    click.echo(f"days={rule_of(database, slug)}")


def calls_past(database: Database, organization: OrganizationProfile, days: int) -> int:
    before = kept_since(days, now=datetime.now(UTC), zone=ZoneInfo(organization.timezone))
    with database.reading() as session:
        return count_older(session, organization.id, before)


def rule_of(database: Database, slug: str) -> str:
    with database.reading() as session:
        organization = profile_of_slug(session, slug)
    try:
        days = read_call_retention(organization.settings if organization else {}).days
    except ValidationError as error:
        raise click.ClickException(f"{faults(error)}. Until it is mended, nothing is erased.") from error
    return "for ever" if days is None else str(days)
