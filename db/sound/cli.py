"""`flask recordings …`: who is recorded, how callers are told, and how long recordings are kept."""

import click
from flask import current_app
from flask.cli import AppGroup
from pydantic import ValidationError

from db.actions.organizations import profile_of_slug, set_setting
from db.database import Database
from db.sound.rules import RECORDING_SETTING, RecordingRules
from db.telephone.rules import faults
from db.telephone.wording import WordingError, with_changes

recordings = AppGroup("recordings", help="Who is recorded, and how long recordings are kept.")


@recordings.command("rules")
@click.argument("slug", default="autobox")
@click.argument("changes", nargs=-1)
def rules(slug: str, changes: tuple[str, ...]) -> None:
    """Show or change rules of the organization SLUG: enabled=false numbers.+34971550101=true notice=agent
    text.es="Grabamos esta llamada." retention_days=30

    NAME= goes back to the default.
    """
    database: Database = current_app.extensions["database"]
    with database.transaction() as session:
        organization = profile_of_slug(session, slug)
        if organization is None:
            raise click.ClickException(f"there is no organization {slug}")
        try:
            changed = with_changes(organization.settings.get(RECORDING_SETTING) or {}, list(changes))
            read = RecordingRules.model_validate(changed)
        except WordingError as error:
            raise click.ClickException(str(error)) from error
        except ValidationError as error:
            raise click.ClickException(faults(error)) from error
        if changes:
            set_setting(session, slug=slug, name=RECORDING_SETTING, value=changed or None)
    for name, value in read.model_dump().items():
        click.echo(f"{name}={value}")
