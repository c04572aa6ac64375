"""`flask analyses masking|question`: whether personal data is masked, and exactly what would be sent to the model.

Every server imports this module, so the rules are imported only by `question`.
"""

from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from db.actions.organizations import set_setting
from db.database import Database
from db.masking import MASKING
from db.queries.transcripts import stored_call
from workers.settings import WorkerSettings


@click.command("masking")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.argument("slug", default="autobox")
@with_appcontext
def masking(state: str, slug: str) -> None:
    """Hide telephones, plates, names, e-mail addresses and chassis numbers from the model, or not, for the organization SLUG."""
    database: Database = current_app.extensions["database"]
    with database.transaction() as session:
        if not set_setting(session, slug=slug, name=MASKING, value=state == "on"):
            raise click.ClickException(f"there is no organization {slug}")
    click.echo(f"{slug}: personal data is {'masked' if state == 'on' else 'sent as it was said'}")


@click.command("question")
@click.argument("conversation_id", type=click.UUID)
@with_appcontext
def question(conversation_id: UUID) -> None:
    """Print exactly what would be sent to a model about a call. Sends nothing and costs nothing."""
    from workers.ai import reading_of
    from workers.prompts import load_prompt

    database: Database = current_app.extensions["database"]
    with database.reading() as session:
        call = stored_call(session, conversation_id)
    if call is None:
        raise click.ClickException(f"there is no conversation {conversation_id}")
    settings = WorkerSettings.from_environment(current_app.extensions["worker_environment"])
    asked = reading_of(call, load_prompt(call.sector), settings.context_tokens).prepared
    click.echo("\n\n".join([asked.question.instructions, *(one.data for one in asked.questions)]))
