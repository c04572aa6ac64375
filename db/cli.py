"""`flask users …`, and registration of the package's other commands: `flask data`, `telephone`, `recordings`, `doctor`."""

import secrets

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from db import doctor
from db.actions.founding import FoundingError, organization_of_slug
from db.actions.users import UserError, create_user, issue_token, set_password
from db.database import Database
from db.demo.cli import data
from db.models.organization import ROLES
from db.sound.cli import recordings
from db.telephone.cli import telephone

users = AppGroup("users", help="Users who may sign in.")


def init_app(server: Flask, database: Database) -> None:
    server.extensions["database"] = database
    server.cli.add_command(users)
    server.cli.add_command(data)
    server.cli.add_command(telephone)
    server.cli.add_command(recordings)
    doctor.init_app(server, database)


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


@users.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password", help="Default: generated and printed.")
@click.option("--no-password", is_flag=True, help="They set it by a link: flask users link EMAIL.")
@click.option("--organization", "slug", help="Default: the first one.")
def create(email: str, role: str, password: str | None, no_password: bool, slug: str | None) -> None:
    """Create a user, who sees the calls of one organization."""
    if password and no_password:
        raise click.UsageError("--password and --no-password exclude each other")
    chosen = None if no_password else password or secrets.token_urlsafe(12)
    try:
        with database().transaction() as session:
            owner = organization_of_slug(session, slug) if slug else None
            create_user(session, email=email, role=role, password=chosen, organization_id=owner)
    except (UserError, FoundingError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"created {email} ({role})" + (f", password {chosen}" if chosen and not password else ""))


@users.command("password")
@click.argument("email")
@click.option("--password", help="Default: generated and printed.")
def password(email: str, password: str | None) -> None:
    """Change a user's password. Ends their sessions; their token stays valid."""
    chosen = password or secrets.token_urlsafe(12)
    try:
        with database().transaction() as session:
            set_password(session, email=email, password=chosen)
    except UserError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"changed {email}" + ("" if password else f", password {chosen}"))


@users.command("token")
@click.argument("email")
def token(email: str) -> None:
    """Issue and print an API token that replaces the old one. It cannot be shown again."""
    try:
        with database().transaction() as session:
            click.echo(issue_token(session, email=email))
    except UserError as error:
        raise click.ClickException(str(error)) from error
