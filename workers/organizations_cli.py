"""`flask organizations …`: the businesses on this server, each with its line of business, agents and people."""

import click
from flask import current_app
from flask.cli import AppGroup

from db.actions.founding import (
    FoundingError,
    add_agent,
    create_organization,
    organization_of_slug,
    release_number,
)
from db.database import Database
from db.queries.organizations import tenants
from db.telephone.rules import LANGUAGES
from workers.sectors import Sector, SectorError, load_sector, template_folder
from workers.sectors.unfinished import unfinished

organizations = AppGroup("organizations", help="Businesses on this server.")


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


@organizations.command("create")
@click.argument("slug")
@click.option("--sector", required=True, help="A template: `flask sectors list` shows them.")
@click.option("--name", help="Display name. Default: the slug.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Default: the sector's first language.")
@click.option("--timezone", default="Europe/Madrid", show_default=True)
def create(slug: str, sector: str, name: str | None, language: str | None, timezone: str) -> None:
    """Create an organization with its own calls, users and figures."""
    template = usable(sector)
    try:
        with database().transaction() as session:
            create_organization(
                session,
                slug=slug,
                name=name or slug.replace("-", " ").title(),
                sector=sector,
                timezone=timezone,
                language=language or template.default_language,
            )
    except FoundingError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"created {slug} ({template.titles['en']})")
    click.echo(f"next: flask users create EMAIL --role admin --organization {slug}")
    click.echo(f"      flask organizations agent {slug} AGENT_ID --number +34…")


def usable(sector: str) -> Sector:
    """The template, unless something is wrong with it or its author has not written all of it: its placeholders would be read as phrases and shown on pages."""
    try:
        template = load_sector(sector)
    except SectorError as error:
        raise click.ClickException(str(error)) from error
    for left in unfinished(template_folder(sector)):
        raise click.ClickException(f"{left}. `flask sectors test {sector}` names all that is left to write")
    return template


@organizations.command("agent")
@click.argument("slug")
@click.argument("agent_id")
@click.option("--number", help="The number that it answers, such as +34971550100.")
@click.option("--no-number", is_flag=True, help="It answers no number any more; its calls stay.")
@click.option("--name", default="Voice agent", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="es", show_default=True)
def agent(slug: str, agent_id: str, *, number: str | None, no_number: bool, name: str, language: str) -> None:
    """Let the voice agent AGENT_ID answer a number of the organization SLUG, instead of its agent that did so."""
    if bool(number) == no_number:
        raise click.UsageError("say which number it answers: --number +34…, or --no-number")
    try:
        with database().transaction() as session:
            organization_id = organization_of_slug(session, slug)
            if no_number:
                freed = release_number(session, organization_id, agent_id)
            else:
                add_agent(
                    session,
                    organization_id=organization_id,
                    name=name,
                    provider_agent_id=agent_id,
                    phone_number=number or "",
                    language=language,
                )
    except FoundingError as error:
        raise click.ClickException(str(error)) from error
    if no_number:
        click.echo(f"{agent_id} no longer answers {freed}")
        return
    click.echo(f"{agent_id} answers {number} for {slug}")
    click.echo("next: flask doctor")


@organizations.command("list")
def list_() -> None:
    """List the organizations. The first one operates the server."""
    with database().reading() as session:
        for found in tenants(session):
            numbers = ", ".join(found.numbers) or "no number of its own"
            counts = f"{found.users} users, {found.calls} calls"
            click.echo(f"{found.slug:20} {found.sector:16} {counts:24} {numbers}  {found.name}")
