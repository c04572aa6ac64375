"""`flask analyses sampling …`: which finished calls the model analyses unasked."""

import click
from flask import current_app
from flask.cli import with_appcontext

from db.actions.organizations import set_setting
from db.database import Database

SETTING = "ai_sampling"  # the same as in workers.sampling, which would import the rules into every server


@click.command("sampling")
@click.argument("slug", default="autobox")
@click.option("--share", type=click.FloatRange(0, 1), default=0.0, help="Share of all calls, such as 0.2.")
@click.option("--always", multiple=True, help="An intent, outcome, urgency, or abandoned. Can be repeated.")
@with_appcontext
def sampling(slug: str, share: float, always: tuple[str, ...]) -> None:
    """Set which finished calls of the organization SLUG the model analyses unasked; without options, none."""
    database: Database = current_app.extensions["database"]
    rules = {"share": share, "always": sorted(set(always))} if share or always else None
    with database.transaction() as session:
        if not set_setting(session, slug=slug, name=SETTING, value=rules):
            raise click.ClickException(f"there is no organization {slug}")
    click.echo(f"{slug}: {rules or 'off'}")
