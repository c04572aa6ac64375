"""`flask users link`: a link by which somebody sets their password, printed for an administrator at the console."""

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from rq.utils import import_attribute

from db.actions.password_links import FORGOTTEN_LIVES, INVITATION_LIVES, make_link
from db.actions.users import UserError
from db.database import Database
from db.queries.users import active_user_of_email


@click.command("link")
@click.argument("email")
@click.option(
    "--days", type=click.IntRange(1, INVITATION_LIVES.days), default=FORGOTTEN_LIVES.days, show_default=True
)
@with_appcontext
def link(email: str, days: int) -> None:
    """Print a link by which a user sets a new password, once. Needs no mail server. Links from before stay good until then."""
    database: Database = current_app.extensions["database"]
    try:
        with database.transaction() as session:
            found = active_user_of_email(session, email)
            if found is None:
                raise click.ClickException(f"there is no active user {email}")
            token = make_link(session, user_id=found, lives=FORGOTTEN_LIVES * days, now=datetime.now(UTC))
    except UserError as error:
        raise click.ClickException(str(error)) from error
    address = import_attribute("dashboard_app.password_links.address.address_of")
    click.echo(address(current_app.extensions["worker_environment"], token))
