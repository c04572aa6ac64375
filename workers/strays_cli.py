"""`flask recordings strays`: finds and deletes recordings that belong to no call."""

import click
from flask import current_app
from flask.cli import with_appcontext

from db.database import Database
from db.environment import ConfigurationError
from db.sound.store import RecordingStore
from db.sound.strays import delete_strays, strays


@click.command("strays")
@click.option("--delete", is_flag=True, help="Delete them, after a question.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_appcontext
def stray_recordings(*, delete: bool, yes: bool) -> None:
    """List files of RECORDINGS_URL that belong to no call of the database, or to a recording that was deleted.

    A restored backup, of the database or of the files, leaves such recordings, and no erasure would find them.
    """
    database: Database = current_app.extensions["database"]
    try:
        store = RecordingStore.from_environment(current_app.extensions["worker_environment"])
        keys = store.keys()
    except (ConfigurationError, OSError) as error:
        raise click.ClickException(f"the recordings cannot be read: {error}") from error
    with database.reading() as session:
        found = strays(session, keys)
    for key in found:
        click.echo(key)
    click.echo(f"{len(found)} of {len(keys)} files belong to no call", err=True)
    if delete and found:
        if not yes:
            click.confirm("This cannot be undone. Delete them?", abort=True)
        delete_strays(store, found)
