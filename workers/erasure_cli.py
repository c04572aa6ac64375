"""`flask data erase`: erases what is stored about a caller, at their request."""

from dataclasses import asdict
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from db.actions.founding import FoundingError, organization_of_slug
from db.actions.organizations import FIRST
from db.database import Database
from db.erasing import CallStorage, erase
from db.queries.erasure_scope import ErasureScope, StoredCounts, count_stored, ids_elsewhere, read_number
from db.sound.store import RecordingStore

COUNTED = ("calls", "turns", "analyses", "recordings", "follow_ups", "notes", "views")
FOR_GOOD = "This cannot be undone. Erase it?"


@click.command("erase")
@click.option("--number", help="Erase all calls of this number, such as +34600111222.")
@click.option(
    "--call", "conversation_id", type=click.UUID, help="Erase one call, if the number was withheld."
)
@click.option("--organization", "slug", default=FIRST["slug"], show_default=True)
@click.option(
    "--dry-run", is_flag=True, help="Count what would be erased, and list the ids at the providers."
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@with_appcontext
def erase_data(
    number: str | None, conversation_id: UUID | None, slug: str, *, dry_run: bool, yes: bool
) -> None:
    """Permanently erase all calls of a number with their words, analyses, recordings, notes and follow-ups.

    Figures are recounted at once. A receipt records when and how much was erased, not whose it was.
    """
    database: Database = current_app.extensions["database"]
    scope = whose_data(database, slug, number, conversation_id)
    with database.reading() as session:
        kept, elsewhere = count_stored(session, scope), ids_elsewhere(session, scope)
    click.echo(listed(kept, "would go" if dry_run else "kept"))
    if dry_run:
        name_elsewhere(elsewhere)
        return
    if not (kept.calls or kept.views):
        return
    if not yes:
        click.confirm(FOR_GOOD, abort=True)
    store = RecordingStore.from_environment(current_app.extensions["worker_environment"])
    try:
        gone = erase(CallStorage(database, store, database.settings.data_dir), scope)
    except OSError as error:
        raise click.ClickException(
            f"the recordings cannot be reached: {error}. What is left goes by itself as soon as they can be, or when you run this again."
        ) from error
    click.echo(f"erased {gone.calls - gone.running} calls")
    name_elsewhere(elsewhere)
    if gone.running:
        raise click.ClickException(f"{gone.running} calls still run: run this again when they are over")


def whose_data(
    database: Database, slug: str, number: str | None, conversation_id: UUID | None
) -> ErasureScope:
    if (number is None) == (conversation_id is None):
        raise click.UsageError("say either --number or --call")
    wanted = read_number(number) if number is not None else None
    if number is not None and wanted is None:
        raise click.BadParameter(f"{number!r} is no number such as +34600111222", param_hint="--number")
    with database.reading() as session:
        try:
            owner = organization_of_slug(session, slug)
        except FoundingError as error:
            raise click.ClickException(str(error)) from error
    return ErasureScope(owner, number=wanted, conversation_id=conversation_id)


def listed(kept: StoredCounts, state: str) -> str:
    counts = asdict(kept)
    line = ", ".join(f"{counts[name]} {name.replace('_', '-')}" for name in COUNTED)
    if kept.first_call_at is None or kept.last_call_at is None:
        return f"{state}: {line}"
    return f"{state}: {line}; from {kept.first_call_at:%Y-%m-%d} to {kept.last_call_at:%Y-%m-%d}"


def name_elsewhere(calls: list[tuple[str | None, str | None]]) -> None:
    """Providers are asked by their own ids, which are gone here afterwards."""
    named = [(sid, agent_id) for sid, agent_id in calls if sid or agent_id]
    if not named:
        return
    click.echo("The telephone company and the agent's provider keep copies of their own. Ask them to erase:")
    for sid, agent_id in named:
        click.echo("  " + "  ".join(one for one in (sid, agent_id) if one))
